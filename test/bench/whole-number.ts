/** An option's text as a whole number of this range; what is wrong with it, in a line, when it is none. */
export const wholeNumber = (option: string, text: string, most: number): number | string => {
  const value = Number(text)
  const isOne = Number.isInteger(value) && value >= 1 && value <= most
  return isOne ? value : `${option} is ${text}, and must be a whole number from 1 to ${most}`
}
