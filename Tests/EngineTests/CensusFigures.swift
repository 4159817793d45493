/// Counts of a real log (US census, Massachusetts, 2015 as reference and days of 5,000 rows of 2016–2018) and what other
/// libraries make of the rows behind them. The counts are all that these statistics depend on.
///
/// `psi` of ages and `ks`: NumPy 2.4 and SciPy 1.17 (deciles of the reference, right-closed; `ks_2samp`, its p-value with
/// `method="asymp"`). `psi` of categories and `wasserstein` (over the standard deviation): Evidently. `js` and `chi2`:
/// SciPy's `jensenshannon(base=2)` and `chi2_contingency(correction=False)`; NannyML's are the same. Performance: the
/// realised figures of NannyML 0.13.1.
enum CensusFigures {
  struct Day {
    /// Rows per age, from 0 on.
    var ages: [Int]
    /// Rows per level of schooling, as ``schooling``.
    var schooling: [Int]
    /// Rows per group, as ``groups``.
    var groups: [Int]
    var agePSI: Double
    var ageKS: Double
    var schoolingPSI: Double
    var groupPSI: Double
    var agePValue: Double
    var ageWasserstein: Double
    var schoolingJS: Double
    var schoolingChi2: Double
    var schoolingPValue: Double
    var groupJS: Double
    var groupChi2: Double
    var groupPValue: Double
    var accuracy: Double
    var precision: Double
    var recall: Double
    var f1: Double
  }

  /// Reference rows per age, from 0 on.
  static let ages = [
    609, 593, 607, 606, 634, 638, 657, 738, 713, 709, 743, 738, 710, 752, 816, 784, 882, 888, 1116, 1306, 1168, 1098,
    966, 907, 838, 901, 933, 863, 792, 824, 834, 905, 800, 844, 778, 799, 718, 760, 738, 721, 731, 768, 798, 808, 922,
    931, 857, 851, 937, 979, 1075, 972, 984, 1028, 1074, 1094, 1029, 1013, 977, 1078, 1018, 956, 960, 969, 930, 908,
    833, 861, 802, 693, 710, 619, 636, 579, 475, 403, 412, 378, 412, 366, 363, 333, 348, 297, 254, 263, 275, 227, 204,
    206, 156, 161, 0, 0, 446, 0,
  ]

  /// Reference rows per level of schooling, 0 … 24.
  static let schooling = [
    1809, 1768, 965, 764, 722, 761, 787, 908, 865, 960, 946, 1298, 1262, 1523, 1557, 859, 11988, 1511, 3326, 7665,
    3915, 12626, 6894, 1584, 1522,
  ]

  /// Reference rows per group, 1 … 9. The fourth is a single row.
  static let groups = [
    56119, 4134, 71, 1, 57, 4273, 22, 2271, 1837,
  ]

  static let days = [
    Day(
      ages: [
        43, 51, 55, 55, 45, 47, 52, 43, 44, 64, 53, 55, 56, 52, 62, 52, 68, 65, 101, 113, 96, 70, 69, 64, 64, 68, 55,
        72, 68, 57, 54, 69, 71, 70, 71, 53, 45, 61, 50, 66, 51, 45, 59, 60, 56, 53, 75, 60, 57, 65, 63, 62, 78, 62, 81,
        71, 77, 58, 68, 66, 87, 58, 76, 59, 69, 49, 66, 53, 54, 66, 52, 43, 36, 40, 50, 45, 28, 29, 28, 23, 30, 29, 26,
        18, 22, 21, 14, 9, 11, 13, 13, 0, 0, 0, 47, 0,
      ],
      schooling: [
        149, 125, 76, 46, 46, 61, 60, 58, 78, 69, 70, 95, 84, 101, 113, 71, 850, 103, 264, 532, 288, 936, 486, 116,
        123,
      ],
      groups: [4060, 279, 2, 0, 1, 342, 1, 141, 174],
      agePSI: 0.002661693885355228, ageKS: 0.022389081921930676,
      schoolingPSI: 0.0038729539068561706, groupPSI: 0.005557997096086735,
      agePValue: 0.018408792855053296, ageWasserstein: 0.03248008044621402,
      schoolingJS: 0.02641783586389663, schoolingChi2: 18.367270455414378, schoolingPValue: 0.7848374336778626,
      groupJS: 0.03102004277457169, groupChi2: 23.48857664451771, groupPValue: 0.00279046377303804,
      accuracy: 0.8334, precision: 0.8227562898986106,
      recall: 0.8585423197492164, f1: 0.8402684563758389),
    Day(
      ages: [
        38, 43, 39, 39, 49, 40, 42, 55, 56, 57, 66, 51, 62, 65, 74, 60, 52, 64, 84, 81, 81, 57, 75, 68, 68, 63, 75, 64,
        79, 58, 48, 49, 58, 68, 62, 54, 55, 60, 53, 50, 43, 62, 56, 52, 65, 82, 73, 82, 70, 71, 77, 66, 73, 68, 81, 64,
        85, 68, 66, 70, 84, 70, 78, 70, 65, 74, 66, 72, 56, 54, 36, 38, 54, 40, 34, 24, 29, 25, 30, 17, 18, 18, 30, 22,
        19, 21, 23, 13, 15, 14, 11, 0, 0, 0, 44, 0,
      ],
      schooling: [
        120, 116, 76, 55, 56, 52, 56, 77, 59, 87, 69, 102, 99, 108, 115, 48, 832, 106, 245, 520, 278, 933, 573, 114,
        104,
      ],
      groups: [4181, 242, 3, 4, 13, 276, 1, 158, 122],
      agePSI: 0.0015836754695853364, ageKS: 0.00890782874173146,
      schoolingPSI: 0.005815891816113731, groupPSI: 0.009586206900420063,
      agePValue: 0.84998476750981, ageWasserstein: 0.0122683520842793,
      schoolingJS: 0.032368961340349105, schoolingChi2: 27.573701803515377, schoolingPValue: 0.27842990260777295,
      groupJS: 0.03867071913698067, groupChi2: 76.89361812288158, groupPValue: 2.0582493162061763e-13,
      accuracy: 0.8194, precision: 0.7966533284830848,
      recall: 0.8642462509865825, f1: 0.8290743895513912),
    Day(
      ages: [
        17, 11, 10, 14, 17, 10, 12, 12, 11, 6, 21, 16, 29, 10, 36, 31, 45, 41, 447, 637, 416, 405, 157, 64, 69, 40, 32,
        63, 43, 34, 68, 59, 26, 39, 27, 37, 40, 24, 35, 38, 37, 38, 23, 28, 30, 20, 51, 34, 27, 36, 42, 24, 32, 25, 40,
        52, 40, 50, 28, 36, 32, 44, 46, 38, 47, 31, 48, 16, 42, 25, 35, 31, 39, 37, 40, 38, 23, 20, 14, 17, 15, 42, 30,
        25, 21, 28, 37, 35, 40, 31, 24, 16, 0, 0, 0, 151,
      ],
      schooling: [
        38, 138, 20, 11, 13, 15, 25, 32, 30, 20, 49, 103, 130, 100, 137, 34, 1057, 193, 534, 1384, 141, 491, 228, 40,
        37,
      ],
      groups: [3889, 421, 4, 0, 9, 406, 0, 120, 151],
      agePSI: 0.5855622396972484, ageKS: 0.21489871338227812,
      schoolingPSI: 0.4701203504452094, groupPSI: 0.01959222259865693,
      agePValue: 2.061397935822557e-189, ageWasserstein: 0.3408632921123039,
      schoolingJS: 0.28607043595952825, schoolingChi2: 2255.2158035473135, schoolingPValue: 0.0,
      groupJS: 0.06007765760250266, groupChi2: 99.55079565344425, groupPValue: 5.273996468945359e-18,
      accuracy: 0.7824, precision: 0.6497134670487106,
      recall: 0.602257636122178, f1: 0.6250861474844934),
  ]
}
