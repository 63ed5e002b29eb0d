import type { UbloxIdentity } from './ublox-monitor.ts'

/** What makes one kind of receiver differ from another. */
export interface UbloxGeneration {
  identity: UbloxIdentity
  /** From the factory. */
  baudRate: number
  /** By CFG-VALSET; older ones refuse it. */
  takesValues: boolean
  /** CFG-PRT, CFG-MSG and so on; the latest refuse them. */
  takesMessages: boolean
  /** Class and id of what it can send. */
  outputs: ReadonlySet<number>
}

export type UbloxGenerationName = 'm8' | 'f9' | 'm10'

const NAVIGATION = [0x0107, 0x0104, 0x0103, 0x0135, 0x0121, 0x0126, 0x0161]
const NAV_RELPOSNED = 0x013c
const MON_HW = 0x0a09
const MON_RF = 0x0a38
const SEC_SIG = 0x2709

/** As the makers' modules NEO-M8N, ZED-F9P and MAX-M10S name themselves and start. */
export const ubloxGenerations: Readonly<Record<UbloxGenerationName, UbloxGeneration>> = {
  m8: {
    identity: {
      software: 'ROM CORE 3.01 (107888)',
      hardware: '00080000',
      extensions: ['FWVER=SPG 3.01', 'PROTVER=18.00', 'GPS;GLO;GAL;BDS', 'SBAS;IMES;QZSS'],
    },
    baudRate: 9_600,
    takesValues: false,
    takesMessages: true,
    outputs: new Set([...NAVIGATION, MON_HW]),
  },
  f9: {
    identity: {
      software: 'EXT CORE 1.00 (3fda8e)',
      hardware: '00190000',
      extensions: ['ROM BASE 0x118B2060', 'FWVER=HPG 1.32', 'PROTVER=27.31', 'MOD=ZED-F9P', 'GPS;GLO;GAL;BDS'],
    },
    baudRate: 38_400,
    takesValues: true,
    takesMessages: true,
    outputs: new Set([...NAVIGATION, NAV_RELPOSNED, MON_HW, MON_RF, SEC_SIG]),
  },
  m10: {
    identity: {
      software: 'ROM SPG 5.10 (7b202e)',
      hardware: '000A0000',
      extensions: ['FWVER=SPG 5.10', 'PROTVER=34.10', 'GPS;GLO;GAL;BDS', 'SBAS;QZSS'],
    },
    baudRate: 9_600,
    takesValues: true,
    takesMessages: false,
    // chosen: some firmware of this generation has no SEC-SIG, and the firmware must bear that too
    outputs: new Set([...NAVIGATION, MON_RF]),
  },
}
