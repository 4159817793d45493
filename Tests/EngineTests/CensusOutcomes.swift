/// What the classifier of ``CensusFigures`` served and what was true, by its score in fiftieths, and what other libraries
/// make of these rows.
///
/// Scikit-learn 1.9 and Fairlearn 0.15 on the rounded scores, drift of served and true classes SciPy 1.17
/// (`jensenshannon(base=2)`, `chi2_contingency(correction=False)`). `estimated…`: confidence-based estimation with
/// `IsotonicRegression(out_of_bounds="clip")` fitted on the reference.
enum CensusOutcomes {
  struct Outcomes {
    /// Rows per fiftieth of the score, from 0 to 1.
    var truePositives: [Int]
    var falsePositives: [Int]
    var trueNegatives: [Int]
    var falseNegatives: [Int]
    /// How many of these four are of the first sex.
    var ofFirstSex: [Int]

    /// Served, label, score and sex of each row.
    var rows: [(served: Int, label: Int, score: Double, sex: Int)] {
      let blocks = [(1, 1, truePositives), (1, 0, falsePositives), (0, 0, trueNegatives), (0, 1, falseNegatives)]
      return zip(blocks, ofFirstSex).flatMap { block, first in
        let (served, label, counts) = block
        let scores = counts.enumerated().flatMap { Array(repeating: Double($0) / 50, count: $1) }
        return scores.enumerated().map { (served, label, $1, $0 < first ? 1 : 2) }
      }
    }
  }

  struct Day {
    var outcomes: Outcomes
    /// By metric, and the column or attribute where there is one.
    var figures: [String: Double]
  }

  static let reference = Outcomes(
    truePositives: [
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 138, 357, 390, 348, 340, 479, 518, 492,
      546, 715, 691, 795, 1067, 1480, 2150, 1678, 2538, 2185, 1911, 1886, 3027, 2355, 1734, 1792, 8, 0,
    ],
    falsePositives: [
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 154, 327, 311, 258, 280, 276, 334, 268,
      307, 330, 292, 313, 390, 515, 582, 416, 534, 386, 283, 231, 293, 168, 84, 71, 0, 0,
    ],
    trueNegatives: [
      12547, 1266, 994, 851, 762, 770, 691, 652, 678, 673, 770, 548, 521, 617, 562, 504, 547, 532, 566, 452, 300, 327,
      321, 352, 298, 175, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    falseNegatives: [
      0, 37, 53, 51, 77, 99, 108, 101, 131, 158, 170, 136, 170, 173, 224, 224, 227, 293, 358, 330, 209, 233, 226, 299,
      262, 137, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    ofFirstSex: [14899, 2943, 13109, 2143])

  static let days = [
    Day(
      outcomes: Outcomes(
        truePositives: [
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 19, 30, 26, 27, 33, 28, 37, 38, 41,
          52, 46, 72, 84, 106, 146, 127, 162, 142, 156, 126, 228, 178, 147, 139, 1, 0,
        ],
        falsePositives: [
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 16, 23, 17, 15, 14, 26, 17, 31,
          22, 19, 17, 17, 31, 45, 24, 35, 26, 17, 16, 12, 12, 7, 4, 0, 0,
        ],
        trueNegatives: [
          941, 71, 70, 52, 69, 57, 61, 48, 40, 48, 50, 44, 40, 31, 46, 33, 42, 38, 51, 33, 18, 23, 17, 27, 16, 10, 0, 0,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ],
        falseNegatives: [
          0, 0, 4, 4, 2, 11, 8, 5, 14, 16, 19, 10, 12, 7, 25, 12, 19, 13, 43, 22, 19, 23, 16, 23, 22, 12, 0, 0, 0, 0, 0,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ],
        ofFirstSex: [1108, 181, 931, 158]),
      figures: [
        "specificity ": 0.8071895424836601,
        "roc_auc ": 0.9093859167230111,
        "average_precision ": 0.8911532511292616,
        "log_loss ": 0.36824592827733316,
        "brier ": 0.1187356,
        "ece ": 0.02177199999999996,
        "estimated_f1 ": 0.8319952804533097,
        "estimated_roc_auc ": 0.9048973991449167,
        "demographic_parity_difference sex": 0.01802468470514429,
        "demographic_parity_ratio sex": 0.9667473233290667,
        "equal_opportunity_difference sex": 0.033051282618256184,
        "equalized_odds_difference sex": 0.05504458708482318,
        "js @prediction": 0.004804253913300355,
        "js @label": 0.012370960566401872,
      ]),
    Day(
      outcomes: Outcomes(
        truePositives: [
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 25, 34, 22, 43, 34, 31, 25, 43,
          55, 56, 58, 89, 111, 155, 99, 175, 169, 159, 131, 220, 194, 122, 132, 0, 0,
        ],
        falsePositives: [
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 18, 34, 25, 29, 20, 19, 24, 21, 26,
          35, 22, 23, 24, 34, 48, 30, 22, 33, 15, 10, 18, 14, 10, 5, 0, 0,
        ],
        trueNegatives: [
          932, 86, 61, 55, 54, 51, 43, 35, 50, 42, 48, 46, 36, 44, 38, 26, 41, 37, 34, 36, 21, 17, 27, 21, 19, 7, 0, 0,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ],
        falseNegatives: [
          0, 1, 8, 6, 4, 4, 14, 6, 6, 13, 17, 16, 13, 9, 17, 12, 16, 28, 29, 24, 17, 20, 16, 20, 16, 12, 0, 0, 0, 0, 0,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ],
        ofFirstSex: [1097, 226, 937, 154]),
      figures: [
        "specificity ": 0.7733171127331712,
        "roc_auc ": 0.9025454147999215,
        "average_precision ": 0.8809186973586056,
        "log_loss ": 0.38295698806443634,
        "brier ": 0.12412648,
        "ece ": 0.01759599999999997,
        "estimated_f1 ": 0.8340695807937287,
        "estimated_roc_auc ": 0.9026777020965876,
        "demographic_parity_difference sex": 0.003377757102644985,
        "demographic_parity_ratio sex": 0.993874558297728,
        "equal_opportunity_difference sex": 0.02498889430933826,
        "equalized_odds_difference sex": 0.06123906138951782,
        "js @prediction": 0.00985454606662483,
        "js @label": 0.00931306852648817,
      ]),
    Day(
      outcomes: Outcomes(
        truePositives: [
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 28, 29, 60, 21, 48, 36, 100, 31,
          10, 41, 32, 25, 22, 31, 38, 37, 47, 35, 28, 42, 64, 39, 36, 27, 0, 0,
        ],
        falsePositives: [
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24, 30, 78, 24, 37, 30, 112, 14,
          20, 29, 9, 3, 14, 10, 11, 9, 9, 5, 7, 4, 3, 5, 1, 1, 0, 0,
        ],
        trueNegatives: [
          1381, 163, 56, 71, 50, 52, 30, 49, 36, 29, 38, 74, 67, 85, 78, 84, 87, 167, 65, 70, 47, 37, 51, 72, 44, 22, 0,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ],
        falseNegatives: [
          0, 0, 0, 0, 4, 8, 5, 7, 15, 9, 16, 15, 20, 23, 41, 31, 28, 71, 40, 57, 19, 34, 38, 81, 20, 17, 0, 0, 0, 0, 0,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ],
        ofFirstSex: [322, 114, 1698, 343]),
      figures: [
        "specificity ": 0.8600457927876359,
        "roc_auc ": 0.8638882744161686,
        "average_precision ": 0.717554042203282,
        "log_loss ": 0.39474844654973074,
        "brier ": 0.1353688,
        "ece ": 0.02387199999999998,
        "estimated_f1 ": 0.6506129050691656,
        "estimated_roc_auc ": 0.8719882397123971,
        "demographic_parity_difference sex": 0.20448002718950134,
        "demographic_parity_ratio sex": 0.4626009285425918,
        "equal_opportunity_difference sex": 0.21138994930846738,
        "equalized_odds_difference sex": 0.21138994930846738,
        "js @prediction": 0.22529276468468715,
        "js @label": 0.16948554202600147,
      ]),
  ]
}
