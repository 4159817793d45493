import CZlib
import CZstd
import Foundation

/// One member of a gzip file.
func gzipMember(_ content: some Sequence<UInt8>) throws -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  guard deflateInit2_(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
    throw CocoaError(.featureUnsupported)
  }
  defer { deflateEnd(&stream) }
  var input = Array(content)
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(input.count))) + 64)
  let written = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      return deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : 0
    }
  }
  return Array(output[0..<written])
}

func gzipMember(_ content: String) throws -> [UInt8] { try gzipMember(content.utf8) }

/// One frame of a Zstandard file.
func zstdFrame(_ content: some Sequence<UInt8>) throws -> [UInt8] {
  let input = Array(content)
  var output = [UInt8](repeating: 0, count: ZSTD_compressBound(input.count))
  let written = ZSTD_compress(&output, output.count, input, input.count, 1)
  guard ZSTD_isError(written) == 0 else { throw CocoaError(.featureUnsupported) }
  return Array(output[0..<written])
}

func zstdFrame(_ content: String) throws -> [UInt8] { try zstdFrame(content.utf8) }
