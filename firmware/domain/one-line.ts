/** Text that is one line of letters and signs: it moves no cursor, ends no line and does not turn the writing round. */
export const ONE_LINE = /^(?!\s*$)[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u
