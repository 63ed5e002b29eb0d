import { z } from 'zod'
import { urgencies } from '../../plan/sms-queue-state.ts'
import { counter, name, sentence } from './fields.ts'

/** Asks for a text to be sent to somebody of the configuration's `texts.recipients`. */
export const textSend = z.strictObject({
  to: name,
  text: z.string().min(1).max(612),
  priority: z.enum(urgencies),
  /** The asker's own name of it: the same is not queued twice. */
  key: z.string().min(1).max(64),
  /** How long it is worth sending: 1 min to 3 days. */
  forMs: z.number().min(60_000).max(259_200_000),
})

/** Texts that are not done with, by whom they are for, and how each stands. */
export const textList = z.object({
  texts: z.array(
    z.object({
      id: counter,
      key: z.string(),
      to: name,
      priority: z.enum(urgencies),
      state: z.enum(['waiting', 'sending', 'unsure', 'sent']),
      attempts: counter,
      leftS: z.number().nonnegative(),
    }),
  ),
})

export const modemNamed = z.strictObject({ modem: name })

/** `isForced`: also where its link is the only one that carries emergency. */
export const modemReset = z.strictObject({ modem: name, isForced: z.literal(true).optional() })

export const modemQuery = z.strictObject({ modem: name, query: name })

/** What a modem said to each command that only reads. */
export const modemAnswers = z.object({
  answers: z
    .array(
      z.object({
        command: name,
        outcome: z.enum(['ok', 'error', 'timeout', 'ended']),
        lines: z.array(sentence).max(24),
      }),
    )
    .max(8),
})

const number = z.string().max(24)
const measured = z.number().optional()

const servingCell = z.object({
  technology: z.enum(['gsm', 'wcdma', 'lte', 'lte-nr', 'nr']),
  plmn: number.optional(),
  cellId: number.optional(),
  trackingArea: number.optional(),
  earfcn: measured,
  band: measured,
  rsrpDbm: measured,
  rsrqDb: measured,
  rssiDbm: measured,
  sinrDb: measured,
  nr: z.object({ arfcn: measured, band: measured, rsrpDbm: measured, rsrqDb: measured, sinrDb: measured }).optional(),
})

/** Everything that cellular modems say of themselves, their SIMs and their cells. */
export const cellularDetail = z.object({
  modems: z.record(
    name,
    z.object({
      isAlive: z.boolean(),
      registration: z.string(),
      canText: z.boolean().optional(),
      isSatellite: z.boolean().optional(),
      isDataActive: z.boolean().optional(),
      operator: name.optional(),
      accessTechnology: counter.optional(),
      rsrpDbm: z.number().optional(),
      rsrqDb: z.number().optional(),
      rssiDbm: z.number().optional(),
      model: sentence.optional(),
      sim: z.string().optional(),
      /** Of a modem with two SIMs. */
      simSlot: z.union([z.literal(1), z.literal(2)]).optional(),
      pinWithheld: sentence.optional(),
      tries: z.object({ pin: counter.optional(), puk: counter.optional() }).optional(),
      identity: z.object({ imei: number.optional(), imsi: number.optional(), iccid: number.optional() }).optional(),
      cell: servingCell.optional(),
    }),
  ),
})

export const foundOperators = z.object({
  operators: z.array(
    z.object({
      status: z.enum(['unknown', 'available', 'current', 'forbidden']),
      plmn: z.string(),
      name: sentence.optional(),
      accessTechnology: counter.optional(),
    }),
  ),
})

/** What became of commands that came by text, the oldest first. */
export const textAudit = z.object({
  /** What was obeyed before cannot be read: none is obeyed. */
  isUnread: z.boolean(),
  entries: z.array(
    z.object({
      utcMs: z.number().optional(),
      from: z.string(),
      sender: name,
      counter,
      command: name,
      outcome: z.enum(['taken', 'obeyed', 'failed', 'refused']),
      why: sentence,
    }),
  ),
})
