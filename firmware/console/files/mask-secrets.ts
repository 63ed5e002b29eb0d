import { isSecret, mayBeSecret } from '../../config/secret-name.ts'

const MASK = '***'
/** `password: x`, `"pin":"1234"`, `token=x`: of a setting, or of what a device said. */
const NAME = /([A-Za-z][\w.-]{0,63})["']?\s*([:=])\s*/g
/** In quotes; a block of lines; behind a colon what a line of YAML holds; else a word. */
const QUOTED = /("[^"\n]*"|'[^'\n]*')/y
const BLOCK = /[|>][-+]?\n(?:[ \t]+[^\n]*(?:\n|$))+/y
const REST = /[^\n,}\]]*[^\n,}\]\s]/y
const WORD = /(?:(?:Bearer|Basic)\s+)?[^\s,}\]]+/y
const PRIVATE_BLOCK = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g
/** 32 bytes in base64, as WireGuard's keys are; public ones go too, for nobody can tell them apart. */
const KEY_32 = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])/g
const HASH = /\$?scrypt[$:]\S+/gi
const SHORTEST = 4
/** Secrets that stand within the value of another, as behind the colon of one line. */
const WITHIN_AT_MOST = 8
/** Enough to tell whether a value is a PIN or a key where its name alone does not. */
const JUDGED_LENGTH = 64
/** Neither digits nor a key: a name of which this is a secret is one whatever its value. */
const NO_KEY = 'a word'

const bare = (value: string): string => value.replaceAll(/^["']|["']$/g, '')

const valueAt = (text: string, at: number, sign: string | undefined): string => {
  for (const form of [QUOTED, BLOCK, sign === ':' ? REST : WORD]) {
    form.lastIndex = at
    const found = form.exec(text)
    if (found) return found[0]
  }
  return ''
}

/** So that many values which turn out to be no secrets do not each have their line read to its end. What is in quotes ends at the next one. */
const beginningAt = (text: string, at: number, sign: string | undefined): string => {
  QUOTED.lastIndex = at
  return QUOTED.exec(text)?.[0] ?? valueAt(text.slice(at, at + JUDGED_LENGTH), 0, sign)
}

/** Where the values stand that are secrets by their names. */
const secretsAt = (text: string): { at: number; value: string }[] => {
  const found: { at: number; value: string }[] = []
  let [end, within] = [0, 0]
  for (const match of text.matchAll(NAME)) {
    const name = match[1] ?? ''
    // Values are read of names that may be a secret's alone: a line of nothing but colons would be read to its end at each.
    if (!mayBeSecret(name)) continue
    const at = match.index + match[0].length
    within = at < end ? within + 1 : 0
    if (within > WITHIN_AT_MOST) continue
    const isByName = isSecret(name, NO_KEY)
    if (!isByName && !isSecret(name, bare(beginningAt(text, at, match[2])))) continue
    const value = valueAt(text, at, match[2])
    if (isByName && !isSecret(name, bare(value))) continue
    found.push({ at, value })
    end = Math.max(end, at + value.length)
  }
  return found
}

/** The values of settings that are secrets by their names: they go wherever else they stand. */
export const secretsIn = (text: string): readonly string[] => [
  ...new Set(
    secretsAt(text)
      .map(({ value }) => bare(value))
      .filter(({ length }) => length >= SHORTEST),
  ),
]

/** The text without values that are secrets by their names; all else stays to be read, public keys too. */
export const maskNamed = (text: string): string => {
  let [masked, done] = ['', 0]
  for (const { at, value } of secretsAt(text)) {
    // Within what is masked already.
    if (at < done) continue
    masked += `${text.slice(done, at)}${MASK}`
    done = at + value.length
  }
  return masked + text.slice(done)
}

/** The text without what lets somebody in: named secrets, private keys, hashes of passwords, and `secrets` wherever they stand. */
export const maskSecrets = (text: string, secrets: readonly string[] = []): string => {
  const masked = maskNamed(text.replaceAll(PRIVATE_BLOCK, MASK)).replaceAll(KEY_32, MASK).replaceAll(HASH, MASK)
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), masked)
}
