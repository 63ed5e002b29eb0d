/** Characters: NIST SP 800-63B asks for 8 and for no rules of letters and signs; ours guards what transmits. */
export const PASSWORD_SHORTEST = 10
export const PASSWORD_LONGEST = 128

/** What is wrong with a new password; `undefined` when nothing is. Whether it is the old one is found by its hash. */
export const passwordFault = (password: string, name: string): 'short' | 'long' | 'like-name' | undefined => {
  const length = [...password].length
  if (length < PASSWORD_SHORTEST) return 'short'
  if (length > PASSWORD_LONGEST) return 'long'
  return password.toLowerCase().includes(name.toLowerCase()) ? 'like-name' : undefined
}
