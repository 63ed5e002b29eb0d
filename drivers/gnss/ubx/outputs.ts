/** A message that a receiver can be told to send. */
export interface UbxOutput {
  name: string
  messageClass: number
  messageId: number
  /** Configuration key of its rate on port 0 (I2C); the other ports' follow in the order of their numbers. F9 HPG 1.32 (UBX-22008968) §5.9.16. */
  key: number
  /** With each epoch, or about so often. */
  every: 'epoch' | '1 s' | '10 s'
}

const output = (name: string, [messageClass, messageId]: [number, number], key: number, every: UbxOutput['every']) => ({
  name,
  messageClass,
  messageId,
  key,
  every,
})

/** What a fix is made of: without these nothing else is worth changing. */
export const fixOutputs: readonly UbxOutput[] = [
  output('NAV-PVT', [0x01, 0x07], 0x2091_0006, 'epoch'),
  output('NAV-EOE', [0x01, 0x61], 0x2091_015f, 'epoch'),
]

/** What is known of every fix beside it: sky, dilution, standing, time. */
export const skyOutputs: readonly UbxOutput[] = [
  output('NAV-DOP', [0x01, 0x04], 0x2091_0038, '1 s'),
  output('NAV-STATUS', [0x01, 0x03], 0x2091_001a, '1 s'),
  output('NAV-SAT', [0x01, 0x35], 0x2091_0015, '1 s'),
  output('NAV-TIMEUTC', [0x01, 0x21], 0x2091_005b, '1 s'),
  output('NAV-TIMELS', [0x01, 0x26], 0x2091_0060, '10 s'),
]

export const monRf: UbxOutput = output('MON-RF', [0x0a, 0x38], 0x2091_0359, '1 s')
export const secSig: UbxOutput = output('SEC-SIG', [0x27, 0x09], 0x2091_0634, '1 s')
export const navRelPosNed: UbxOutput = output('NAV-RELPOSNED', [0x01, 0x3c], 0x2091_008d, 'epoch')

/** What MON-RF replaced in generation 9; by message only. */
export const monHw: Omit<UbxOutput, 'key'> = { name: 'MON-HW', messageClass: 0x0a, messageId: 0x09, every: '1 s' }

/** The NMEA sentences that are on from the factory. u-blox M8 §31.2. */
export const nmeaDefaults: readonly Omit<UbxOutput, 'key'>[] = ['GGA', 'GLL', 'GSA', 'GSV', 'RMC', 'VTG'].map(
  (name, messageId) => ({ name, messageClass: 0xf0, messageId, every: 'epoch' }),
)

const secondsOf = { '1 s': 1, '10 s': 10 } as const

/** A rate as receivers count it: in epochs, 1 to 255. */
export const rateInEpochs = ({ every }: Pick<UbxOutput, 'every'>, epochMs: number): number =>
  every === 'epoch' ? 1 : Math.max(1, Math.min(255, Math.round((secondsOf[every] * 1000) / epochMs)))
