import { hasMac, type MessageMac } from './message-mac.ts'

/** What the shore may have a train do by a text message; never more. */
export type TextCommandWords = 'where' | 'status' | 'mute' | `modem reset ${string}`

/** A command to a train by text message. */
export interface TextCommand {
  /** The train that is meant. */
  trainId: string
  /** Rises with every command of one sender, 1 to 999,999,999,999: an old one cannot be sent again. */
  counter: number
  /** Whose key signed it, as `texts.senders` of the train's file names it. */
  sender: string
  command: TextCommandWords
}

/** A command as it came, and how it was signed. */
export interface SignedTextCommand extends TextCommand {
  signedText: string
  mac: Uint8Array
}

const COMMAND = /^(?:where|status|mute|modem reset [a-z][a-z0-9-]{0,31})$/
const FORM =
  /^(STC1 ([a-z][a-z0-9-]{0,31}) ([1-9]\d{0,11}) ([a-z][a-z0-9-]{0,31}) ([a-z0-9 -]{1,64})) ([A-Za-z0-9_-]{22})$/

export const isTextCommand = (words: string): words is TextCommandWords => COMMAND.test(words)

/**
 * One line of ASCII, short enough for one text message: `STC1 TRAIN COUNTER SENDER COMMAND MAC`, the MAC base64url over all before its
 * blank. `undefined` for anything else; the MAC is not checked here.
 */
export const parseTextCommand = (text: string): SignedTextCommand | undefined => {
  const [, signedText = '', trainId = '', counter, sender = '', command = '', mac = ''] = FORM.exec(text.trim()) ?? []
  if (!isTextCommand(command)) return undefined
  return { trainId, counter: Number(counter), sender, command, signedText, mac: Buffer.from(mac, 'base64url') }
}

/** The line to send. */
export const signTextCommand = ({ trainId, counter, sender, command }: TextCommand, mac: MessageMac): string => {
  const signedText = `STC1 ${trainId} ${counter} ${sender} ${command}`
  return `${signedText} ${Buffer.from(mac(Buffer.from(signedText))).toString('base64url')}`
}

/** Whether the holder of a key has signed it. */
export const isGenuine = ({ signedText, mac: stated }: SignedTextCommand, mac: MessageMac): boolean =>
  hasMac(Buffer.from(signedText), stated, mac)
