import { join } from 'node:path'
import { z } from 'zod'
import { trainConfig } from '../../../firmware/config/train-config.ts'
import { type Notes, notesOf } from './notes.ts'
import { defaultOf, permitted, type Shape } from './values.ts'

const config = join(import.meta.dirname, '..', '..', '..', 'firmware', 'config', 'train-config.ts')

const HEAD = `# A train's file, key by key

A train's YAML file says what stands on it and what it may do: [hardware/trains](../hardware/trains) has complete ones, and
\`npm run -s steppelink -- config check FILE\` reads one as \`run\` does. A key that is not here is refused. Names of devices, terminals and links are
yours: \`NAME\` stands for each. *A name* is lower-case letters, digits and -, 1 to 32 of them, a letter first. What has no default (–) is left out
or left alone.

This page is made from the schemas in \`firmware/config\` and the sentences above their keys: \`npm run docs\` makes it anew.
`

interface Row {
  key: string
  value: string
  usual: string
  meaning: string
}

interface Section {
  title: string
  meaning: string
  rows: Row[]
}

const isMapping = (shape: Shape): boolean => shape.type === 'object'
const variantsOf = ({ anyOf, oneOf }: Shape): readonly Shape[] => anyOf ?? oneOf ?? []

/** What tells a variant from the others: its constant, or the first key that it must have. */
const labelOf = ({ properties = {}, required = [] }: Shape): string => {
  const constant = Object.entries(properties).find(([, { const: value }]) => value !== undefined)
  return constant ? `${constant[0]}: ${String(constant[1].const)}` : `with ${required[0] ?? 'nothing'}`
}

/** Goes through the schema and its notes side by side, a section for each part that has keys of its own. */
class Page {
  readonly sections: Section[] = []
  readonly #notes: Notes

  constructor(notes: Notes) {
    this.#notes = notes
  }

  top(shape: Shape): void {
    const { properties = {}, required = [] } = shape
    const leaves: Section = { title: 'The train', meaning: '', rows: [] }
    this.sections.push(leaves)
    for (const [key, inner] of Object.entries(properties)) {
      const isPart = isMapping(inner) || variantsOf(inner).some(isMapping)
      const isRequired = required.includes(key)
      if (isPart) this.#part(inner, { place: key, title: key, isRequired })
      else this.#leaf(inner, { place: key, key, isRequired }, leaves)
    }
  }

  #part(shape: Shape, { place, title, isRequired }: { place: string; title: string; isRequired: boolean }): void {
    const { meaning = '' } = this.#notes.get(place) ?? {}
    const section: Section = { title, meaning: isRequired ? `${meaning} Required.`.trim() : meaning, rows: [] }
    this.sections.push(section)
    this.#fill(shape, { place, prefix: '' }, section)
  }

  /** Keys of a mapping become rows; variants, and records of mappings, sections of their own. */
  #fill(shape: Shape, { place, prefix }: { place: string; prefix: string }, section: Section): void {
    const { properties = {}, required = [], additionalProperties: others } = shape
    for (const [key, inner] of Object.entries(properties))
      this.#key(
        inner,
        { place: `${place}.${key}`, key: `${prefix}${key}`, isRequired: required.includes(key) },
        section,
      )
    if (typeof others === 'object')
      this.#key(others, { place: `${place}.NAME`, key: `${prefix}NAME`, isRequired: false }, section)
    variantsOf(shape).forEach((one, index) => {
      if (isMapping(one)) this.#variant(one, { place: `${place}#${index}`, prefix, of: section })
    })
  }

  #variant(shape: Shape, { place, prefix, of }: { place: string; prefix: string; of: Section }): void {
    const at = prefix === '' ? '' : `.${prefix.replace(/\.$/, '')}`
    const { meaning = '' } = this.#notes.get(place) ?? {}
    const section = { title: `${of.title.replace(/ \(.*$/, '')}${at} (${labelOf(shape)})`, meaning, rows: [] }
    this.sections.push(section)
    this.#fill(shape, { place, prefix: '' }, section)
  }

  #key(shape: Shape, at: { place: string; key: string; isRequired: boolean }, section: Section): void {
    const isList = typeof shape.items === 'object' && isMapping(shape.items)
    const isPlain = at.key.endsWith('NAME') && this.#notes.get(at.place)?.meaning === undefined
    if (!isPlain || !isMapping(shape)) this.#leaf(shape, at, section)
    if (isList) this.#fill(shape.items as Shape, { place: `${at.place}[]`, prefix: `${at.key}[].` }, section)
    else if (isMapping(shape) || variantsOf(shape).some(isMapping))
      this.#fill(shape, { place: at.place, prefix: `${at.key}.` }, section)
  }

  #leaf(
    shape: Shape,
    { place, key, isRequired }: { place: string; key: string; isRequired: boolean },
    section: Section,
  ): void {
    const [own, each] = [this.#notes.get(place), this.#notes.get(`${place}[]`)]
    const meaning = own?.meaning ?? each?.meaning ?? ''
    const refused = shape.type === 'array' ? each?.refused : own?.refused
    const name = key.split('.').at(-1) ?? key
    const usual = key.endsWith('NAME') ? '' : defaultOf(shape, isRequired)
    section.rows.push({ key, value: permitted(shape, name, refused), usual, meaning })
  }
}

const tableOf = (rows: readonly Row[]): string =>
  [
    '| key | value | default | meaning |',
    '|---|---|---|---|',
    ...rows.map(({ key, value, usual, meaning }) => `| \`${key}\` | ${value} | ${usual} | ${meaning} |`),
  ].join('\n')

const textOf = ({ title, meaning, rows }: Section): string => {
  const heading = title.includes('(') ? `### ${title}` : `## ${title}`
  return [heading, meaning, rows.length > 0 ? tableOf(rows) : ''].filter((part) => part !== '').join('\n\n')
}

/** The reference page of a train's file, from the schemas and the sentences above their keys. */
export const trainFilePage = (): string => {
  const page = new Page(notesOf(config, 'trainConfig'))
  page.top(z.toJSONSchema(trainConfig, { io: 'input', unrepresentable: 'any' }) as Shape)
  return `${[HEAD.trimEnd(), ...page.sections.map(textOf)].join('\n\n')}\n`
}
