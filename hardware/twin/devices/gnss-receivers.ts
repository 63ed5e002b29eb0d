import type { DeviceContext, VirtualDevice } from '../device.ts'
import { virtualGnss } from './gnss.ts'
import { virtualUblox } from './ublox.ts'

type MakeReceiver = (context: DeviceContext) => VirtualDevice

/** The virtual receivers of each driver, by the driver's name and their own. */
export const virtualGnssReceivers: Readonly<Record<string, Readonly<Record<string, MakeReceiver>>>> = {
  nmea0183: { nmea0183: virtualGnss },
  ublox: {
    'ublox-m8': (context) => virtualUblox(context, { generation: 'm8' }),
    'ublox-f9': (context) => virtualUblox(context, { generation: 'f9' }),
    'ublox-m10': (context) => virtualUblox(context, { generation: 'm10' }),
    // half a degree on a metre: what two antennas on one roof come to
    'ublox-f9-heading': (context) =>
      virtualUblox(context, { generation: 'f9', antennas: { lengthM: 1, headingSigmaDeg: 0.4 } }),
  },
}

/** All of them, by their own names. */
export const gnssProtocols: Readonly<Record<string, MakeReceiver>> = Object.assign(
  {},
  ...Object.values(virtualGnssReceivers),
)
