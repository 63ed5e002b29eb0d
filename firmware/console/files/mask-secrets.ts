const MASK = '***'
const NAMES = 'passwords?|passwd|pwd|pins?|puks?|secrets?|tokens?|psk|presharedkey|privatekey|apikey|key|authorization'
/** `password: x`, `"pin":"1234"`, `token=x`: of a setting, or of what a device said. */
const NAMED = new RegExp(`(\\b(?:${NAMES})["']?\\s*[:=]\\s*)("[^"\\n]*"|'[^'\\n]*'|[^\\s,}\\]]+)`, 'gi')
const PRIVATE_BLOCK = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g
/** 32 bytes in base64, as WireGuard's keys are; public ones go too, for nobody can tell them apart. */
const KEY_32 = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])/g
const HASH = /\$?scrypt[$:]\S+/gi
const SHORTEST = 4

const bare = (value: string): string => value.replaceAll(/^["']|["']$/g, '')

/** The values of settings that are secrets by their names: they go wherever else they stand. */
export const secretsIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(NAMED)].map(([, , value = '']) => bare(value)).filter(({ length }) => length >= SHORTEST),
  ),
]

/** The text without what lets somebody in: named secrets, private keys, hashes of passwords, and `secrets` wherever they stand. */
export const maskSecrets = (text: string, secrets: readonly string[] = []): string => {
  const masked = text
    .replaceAll(PRIVATE_BLOCK, MASK)
    .replaceAll(NAMED, `$1${MASK}`)
    .replaceAll(KEY_32, MASK)
    .replaceAll(HASH, MASK)
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), masked)
}
