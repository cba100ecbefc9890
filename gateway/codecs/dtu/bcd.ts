/** Binary-coded decimals, least significant byte first. */

/**
 * The digits as an integer; undefined when a digit is none (FF FF is a phase that does not exist). With `signed` the top
 * bit of the last byte is the sign.
 */
export function bcdOf(bytes: Uint8Array, signed = false): number | undefined {
  let value = 0
  let negative = false
  for (let index = bytes.length - 1; index >= 0; index--) {
    let byte = bytes[index] ?? 0
    if (index === bytes.length - 1 && signed) {
      if (bytes.every(one => one === 0xff)) return undefined
      negative = (byte & 0x80) !== 0
      byte &= 0x7f
    }
    const high = byte >> 4
    const low = byte & 0x0f
    if (high > 9 || low > 9) return undefined
    value = value * 100 + high * 10 + low
  }
  return negative && value !== 0 ? -value : value
}
