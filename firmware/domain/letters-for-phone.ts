/** Of one septet each in the 7-bit alphabet (3GPP TS 23.038 §6.2.1); others there are two, and what is not there makes the whole text wide. */
const PLAIN = /^[A-Za-z0-9 .,;:()+\-'"/?!%&*=<>#@]*$/

const PARTS = 4
/** With the heads of their parts, and a place that a letter of two units may leave free at the end of each (3GPP TS 23.040 §9.2.3.24.1). */
const WIDE_A_PART = 66
const PLAIN_A_PART = 152

/** How many letters (UTF-16 units) of such a text fit four text messages; never too many, for letters of the long table a few too few. */
export const lettersForPhone = (text: string): number => PARTS * (PLAIN.test(text) ? PLAIN_A_PART : WIDE_A_PART)
