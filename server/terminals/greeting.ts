/**
 * Passes a stream on without the bytes that it begins with, where it does begin with them. For
 * dtach, which clears the screen of whoever joins: what is on it would be lost to the member and
 * to the recording.
 */
export const withoutGreeting = (
  greeting: Uint8Array,
  next: (bytes: Uint8Array) => void,
): ((bytes: Uint8Array) => void) => {
  let matched = 0
  return bytes => {
    if (matched === greeting.length) return next(bytes)
    let at = 0
    while (at < bytes.length && matched < greeting.length && bytes[at] === greeting[matched]) {
      at += 1
      matched += 1
    }
    if (matched === greeting.length) {
      if (at < bytes.length) next(bytes.subarray(at))
      return
    }
    if (at === bytes.length) return
    // It was no greeting after all: what looked like its beginning belongs to the stream.
    if (matched > at) next(greeting.subarray(0, matched - at))
    matched = greeting.length
    next(bytes)
  }
}
