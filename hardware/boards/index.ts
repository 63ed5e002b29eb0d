import type { GpioPinMap } from '../../hal/linux/gpio.ts'

/** The desk: the twin's power board and odometer on ten lines, in memory or on the first bank of a kernel that has one. */
const desk: GpioPinMap = {
  lines: {
    'power-fail': { offset: 0 },
    tamper: { offset: 1 },
    lockout: { offset: 2 },
    emergency: { offset: 3 },
    'transmit-permit': { offset: 4 },
    'led-run': { offset: 5 },
    'led-link': { offset: 6 },
    'led-fault': { offset: 7 },
    'odometer-a': { offset: 8 },
    'odometer-b': { offset: 9 },
  },
}

/** An example of a Raspberry-Pi-class controller: a Compute Module 4 on a carrier, lines by BCM number. */
const cm4Carrier: GpioPinMap = {
  chip: 'pinctrl-bcm2711',
  lines: {
    'power-fail': { offset: 5 },
    tamper: { offset: 6 },
    lockout: { offset: 13 },
    emergency: { offset: 19 },
    'transmit-permit': { offset: 26 },
    // The carrier's lights hang between the supply and the pin.
    'led-run': { offset: 16, activeLow: true },
    'led-link': { offset: 20, activeLow: true },
    'led-fault': { offset: 21, activeLow: true },
    // Free while the UARTs 2 and 4 are on.
    'odometer-a': { offset: 17 },
    'odometer-b': { offset: 27 },
  },
}

/** Every board that a train's configuration may name. */
export const boards: Readonly<Record<string, GpioPinMap>> = { desk, 'cm4-carrier': cm4Carrier }
