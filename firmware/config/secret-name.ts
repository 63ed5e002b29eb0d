/** A name with one of these words in it is a secret's, in whatever compound: `apiToken`, `wifi-psk-hex`, `smsPassword`. */
const SECRET_WORDS: readonly string[] = [
  ...['password', 'passwords', 'passwd', 'pwd', 'passphrase', 'secret', 'secrets', 'token', 'tokens', 'psk'],
  ...['credential', 'credentials', 'authorization', 'cookie', 'apikey', 'privatekey', 'presharedkey'],
]
/** Of a card or a lock: what is no digits is another thing of that name, as the link that a class is pinned to. */
const DIGIT_WORDS: readonly string[] = ['pin', 'pins', 'puk', 'puks']
const DIGITS = /^\d{3,}$/
/** At the end of a compound a secret too: `orderKey`, `sms-mac`. */
const LAST_WORDS: readonly string[] = ['key', 'mac']
const OPEN_KEYS: readonly string[] = ['public', 'roof', 'work', 'switch', 'depot']
/** What only names where a secret is, or tells of it. */
const ABOUT: readonly string[] = ['file', 'path', 'folder', 'length', 'count', 'days', 'state', 'left', 'attempts']
const KEY_AT_LEAST = 16

/** The words of a name, by its capitals, dashes and underscores: `pskHex`, `psk-hex`, `psk_hex`. */
const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_.-]+/)

/** Whether any value of this name would let somebody in. */
export const mayBeSecret = (name: string): boolean => isSecret(name, '0'.repeat(KEY_AT_LEAST))

/** Whether a value of this name lets somebody in: by rule, so that a name which nobody has thought of is one. */
export const isSecret = (name: string, value: string): boolean => {
  const words = wordsOf(name)
  const last = words.at(-1) ?? ''
  if (ABOUT.includes(last) || ['true', 'false', 'null', ''].includes(value)) return false
  if (words.some((word) => SECRET_WORDS.includes(word))) return true
  if (words.some((word) => DIGIT_WORDS.includes(word))) return DIGITS.test(value)
  if (!LAST_WORDS.includes(last) || words.some((word) => OPEN_KEYS.includes(word))) return false
  return words.length > 1 || (last === 'key' && value.length >= KEY_AT_LEAST && !/\s/.test(value))
}
