/** A name as somebody else's file gives it, without what moves a cursor, ends a line or turns the writing round; spaces in their place. */
export const plainName = (name: string): string =>
  name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim()
