import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }

export type MessageKey = keyof typeof en

/** What stands in the braces of a message, by name. */
export type MessageValues = Readonly<Record<string, string | number>>

/** A sentence for a person, in the language of the session. */
export type Text = (key: MessageKey, values?: MessageValues) => string

// The compiler refuses a file that lacks a key.
const catalogues = { en, ru, kk } satisfies Record<string, Record<MessageKey, string>>

export type Language = keyof typeof catalogues

/** Whether there is a message of this key. */
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en, key)

/** Of all messages, in the order of their file. */
export const messageKeys: readonly MessageKey[] = Object.keys(en).filter(isMessageKey)

export const languages: readonly Language[] = ['en', 'ru', 'kk']

/** How a language calls itself. */
export const languageName = (language: Language): string => catalogues[language]['language.name']

/** The sentences of one language; a brace without a value stays as it is. */
export const textIn =
  (language: Language): Text =>
  (key, values = {}) =>
    catalogues[language][key].replaceAll(/\{(\w+)\}/g, (brace, name: string) => String(values[name] ?? brace))
