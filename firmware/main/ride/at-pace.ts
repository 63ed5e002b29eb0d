import type { RidePace } from '../../../hardware/twin/rates.ts'
import type { TrainConfig } from '../../config/train-config.ts'

type Devices = TrainConfig['devices']

const atPaceOf = (device: Devices[string], { devices, odometerPulsesPerMetre }: RidePace): Devices[string] => {
  if (device.class === 'vibration') return { ...device, rateHz: devices.motionHz }
  return device.class === 'odometer' ? { ...device, pulsesPerMetre: odometerPulsesPerMetre } : device
}

/** A train's file as a ride of that pace has it: what the twin plays slower, the firmware expects slower. */
export const atPace = (file: TrainConfig, pace: RidePace): TrainConfig => ({
  ...file,
  rates: pace.firmware,
  devices: Object.fromEntries(Object.entries(file.devices).map(([name, device]) => [name, atPaceOf(device, pace)])),
})
