/** Firmata protocol 2.5, the commands that the virtual board speaks; `docs` of the protocol: protocol.md and i2c.md. */
const command = {
  digital: 0x90,
  analog: 0xe0,
  reportAnalog: 0xc0,
  reportDigital: 0xd0,
  startSysex: 0xf0,
  setPinMode: 0xf4,
  setPinValue: 0xf5,
  endSysex: 0xf7,
  version: 0xf9,
  reset: 0xff,
} as const

/** Sub-commands that follow the start of a sysex. */
export const sysex = {
  analogMappingQuery: 0x69,
  analogMappingReply: 0x6a,
  capabilityQuery: 0x6b,
  capabilityReply: 0x6c,
  pinStateQuery: 0x6d,
  pinStateReply: 0x6e,
  text: 0x71,
  i2cRequest: 0x76,
  i2cReply: 0x77,
  i2cConfig: 0x78,
  firmware: 0x79,
  samplingInterval: 0x7a,
} as const

/** What the host asked. */
export type HostMessage =
  | { kind: 'version' }
  | { kind: 'reset' }
  | { kind: 'report-digital'; port: number; isOn: boolean }
  | { kind: 'sysex'; name: number; body: readonly number[] }

/** FirmataConstants.h: StandardFirmata keeps no more of one message. */
const MAX_DATA_BYTES = 64

const argumentsAfter = (status: number): number | undefined => {
  const channelFree = status < 0xf0 ? status & 0xf0 : status
  if (channelFree === command.digital || channelFree === command.analog) return 2
  if (status === command.setPinMode || status === command.setPinValue) return 2
  if (channelFree === command.reportAnalog || channelFree === command.reportDigital) return 1
  return undefined
}

/** Reads the host's bytes as FirmataParser of the firmware does: what is not understood passes in silence. */
export const hostMessages = (onMessage: (message: HostMessage) => void): ((bytes: Uint8Array) => void) => {
  let body: number[] | undefined
  let argumentsLeft = 0
  let reportedPort: number | undefined
  const takeStatus = (status: number): void => {
    if (status === command.endSysex && body) {
      const [name = 0, ...rest] = body
      onMessage({ kind: 'sysex', name, body: rest })
    }
    body = status === command.startSysex ? [] : undefined
    argumentsLeft = argumentsAfter(status) ?? 0
    reportedPort = (status & 0xf0) === command.reportDigital ? status & 0x0f : undefined
    if (status === command.version) onMessage({ kind: 'version' })
    if (status === command.reset) onMessage({ kind: 'reset' })
  }
  const takeData = (data: number): void => {
    if (argumentsLeft > 0) {
      argumentsLeft--
      if (reportedPort !== undefined) onMessage({ kind: 'report-digital', port: reportedPort, isOn: data !== 0 })
    } else if (body && body.length < MAX_DATA_BYTES) body.push(data)
  }
  return (bytes) => {
    for (const byte of bytes) {
      if (byte >= 0x80) takeStatus(byte)
      else takeData(byte)
    }
  }
}

const asPairs = (values: Iterable<number>): number[] =>
  Array.from(values).flatMap((value) => [value & 0x7f, (value >> 7) & 0x7f])

/** Two 7-bit halves back to bytes; an odd end is dropped, as by the firmware. */
export const fromPairs = (halves: readonly number[]): number[] =>
  Array.from(
    { length: halves.length >> 1 },
    (_, index) => (halves[2 * index] ?? 0) | ((halves[2 * index + 1] ?? 0) << 7),
  )

const characters = (text: string): number[] => asPairs(Array.from(text, (character) => character.charCodeAt(0)))

const sysexMessage = (name: number, body: readonly number[]): Uint8Array =>
  Uint8Array.from([command.startSysex, name, ...body, command.endSysex])

/** Protocol 2.6, then the firmware's name and version: what StandardFirmata says when it starts. */
export const versionReply = (): Uint8Array => Uint8Array.of(command.version, 2, 6)
export const firmwareReply = (): Uint8Array =>
  sysexMessage(sysex.firmware, [2, 6, ...characters('StandardFirmata.ino')])
export const textReply = (text: string): Uint8Array => sysexMessage(sysex.text, characters(text))

const mode = { input: 0, output: 1, analog: 2, pwm: 3, servo: 4, i2c: 6, pullup: 0x0b } as const
const PINS = 20
const FIRST_ANALOG_PIN = 14
const I2C_PINS: readonly number[] = [18, 19]
const PWM_PINS: readonly number[] = [3, 5, 6, 9, 10, 11]
const NOT_ANALOG = 127

const capabilitiesOf = (pin: number): number[] => {
  if (pin < 2) return [NOT_ANALOG]
  const modes: number[] = [mode.input, 1, mode.pullup, 1, mode.output, 1]
  if (pin >= FIRST_ANALOG_PIN) modes.push(mode.analog, 10)
  if (PWM_PINS.includes(pin)) modes.push(mode.pwm, 8)
  if (pin < FIRST_ANALOG_PIN) modes.push(mode.servo, 14)
  if (I2C_PINS.includes(pin)) modes.push(mode.i2c, 1)
  return [...modes, NOT_ANALOG]
}

const pins = Array.from({ length: PINS }, (_, pin) => pin)

/** The pins of an Arduino Uno, each with its modes and their resolutions. */
export const capabilityReply = (): Uint8Array => sysexMessage(sysex.capabilityReply, pins.flatMap(capabilitiesOf))
export const analogMappingReply = (): Uint8Array =>
  sysexMessage(
    sysex.analogMappingReply,
    pins.map((pin) => (pin < FIRST_ANALOG_PIN ? NOT_ANALOG : pin - FIRST_ANALOG_PIN)),
  )
export const pinStateReply = (pin: number): Uint8Array => sysexMessage(sysex.pinStateReply, [pin, mode.input, 0])

/** Length of an I2C reply that carries `count` bytes. */
export const i2cReplyLength = (count: number): number => 7 + 2 * count

/** Writes an I2C reply at `at`; the address and the register go as two 7-bit halves each, like every byte of data. */
export const putI2cReply = (
  target: Uint8Array,
  at: number,
  reply: { address: number; named: number; registers: Uint8Array },
): number => {
  const { address, named, registers } = reply
  target[at] = command.startSysex
  target[at + 1] = sysex.i2cReply
  target[at + 2] = address & 0x7f
  target[at + 3] = address >> 7
  target[at + 4] = named & 0x7f
  target[at + 5] = named >> 7
  let to = at + 6
  for (let index = 0; index < registers.length; index++) {
    const byte = registers[index] as number
    target[to++] = byte & 0x7f
    target[to++] = byte >> 7
  }
  target[to++] = command.endSysex
  return to
}
