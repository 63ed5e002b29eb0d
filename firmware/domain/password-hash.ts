/** How a password was hashed; scrypt, RFC 7914, whose N is 2 to the power of `logCost`. */
export interface ScryptTerms {
  logCost: number
  blockSize: number
  parallel: number
}

/** A password's hash with what is needed to make it again. */
export interface PasswordHash extends ScryptTerms {
  salt: Uint8Array
  hash: Uint8Array
}

/** 32 MiB and three passes: OWASP's choice for a machine that has no 128 MiB to spare for a login. */
export const usualTerms: ScryptTerms = { logCost: 15, blockSize: 8, parallel: 3 }

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,86})\$([A-Za-z0-9+/]{22,86})$/

const plain = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')

/** In the PHC's form of a string: `$scrypt$ln=15,r=8,p=3$SALT$HASH`, base64 without its `=`. */
export const passwordHashText = ({ logCost, blockSize, parallel, salt, hash }: PasswordHash): string =>
  `$scrypt$ln=${logCost},r=${blockSize},p=${parallel}$${plain(salt)}$${plain(hash)}`

/** `undefined` for anything else, and for terms that are too cheap to be safe or too dear for a controller (64 MiB). */
export const readPasswordHash = (text: string): PasswordHash | undefined => {
  const found = FORM.exec(text)
  if (!found) return undefined
  const [, ln, r, p, salt = '', hash = ''] = found
  const [logCost, blockSize, parallel] = [Number(ln), Number(r), Number(p)]
  const bytes = 128 * blockSize * 2 ** logCost
  const isFit =
    logCost >= 14 && logCost <= 16 && blockSize >= 8 && bytes <= 64 * 2 ** 20 && parallel >= 1 && parallel <= 8
  if (!isFit) return undefined
  return { logCost, blockSize, parallel, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}
