/** Why a link is as it is, in English; the console has the same by code in its languages. */
const reasons = {
  carries: 'can carry traffic',
  'modem-unheard': 'modem has not reported',
  'modem-silent': 'modem is silent',
  'no-lock': 'modem has no lock',
  muted: 'transmission is muted',
  searching: 'searching for a network',
  denied: 'the network denies registration',
  'text-only': 'a satellite that takes text messages only',
  weak: 'signal below {dbm} dBm',
  'loses-more': 'loses more than {percent} %',
  'takes-more': 'takes more than {ms} ms',
  dead: 'nothing comes back',
  'no-carrier': 'its port has no carrier',
  'no-port': 'its port is not there',
  unmeasured: 'nothing was measured yet',
  answered: 'probes are answered',
  unproven: 'carries again, and has to prove it',
  'loses-probe': 'loses {percent} % of its probes',
  'loses-up': 'loses {percent} % of what is sent',
  'loses-down': 'loses {percent} % of what comes',
  'flow-silent': 'packets go out and nothing comes back',
  unheard: 'the shore hears nothing by it',
  unanswered: 'its probes are not answered',
  'dish-unheard': 'the terminal has not reported',
  'dish-silent': 'the terminal is silent',
  'dish-refused': 'service is refused: {why}',
  'dish-says': 'the terminal says {what}',
  'dish-starts': 'the terminal starts: {what}',
  'dish-out': 'the terminal has an outage: {what}',
  'thermal-throttle': 'throttled by heat',
  'power-supply-hot': 'throttled by a hot power supply',
  'slow-ethernet': 'its Ethernet is slow',
  'no-ethernet': 'its Ethernet is broken',
  'dish-loses': 'loses more than {percent} % over 15 s',
} as const

export type LinkReasonCode = keyof typeof reasons

type Values = Readonly<Record<string, string | number>>

/** A reason: its sentence, and by which code and values other languages have it. */
export interface LinkReason {
  reason: string
  why: { code: LinkReasonCode; values: Values }
}

/** The reason of a code. */
export const because = (code: LinkReasonCode, values: Values = {}): LinkReason => ({
  reason: reasons[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '?')),
  why: { code, values },
})

export const linkReasonCodes = Object.keys(reasons) as readonly LinkReasonCode[]
