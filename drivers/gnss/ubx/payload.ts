/** Latin-1 text up to its first zero byte, trimmed: how u-blox fills fields of text. */
export const textAt = (payload: Buffer, at: number, length: number): string => {
  const zeroAt = payload.indexOf(0, at)
  const end = zeroAt < 0 ? at + length : Math.min(zeroAt, at + length)
  return payload.toString('latin1', at, end).trim()
}
