/// libFuzzer's entry, as the C target calls it.
@_cdecl("minilab_fuzz_engine")
public func fuzzEngine(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    let input = unsafe UnsafeBufferPointer(start: bytes, count: count)
    unsafe FuzzInput(input.span)?.run()
}
