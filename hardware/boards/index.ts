import type { GpioPinMap } from '../../hal/linux/gpio.ts'

/** The desk: the twin's power board, odometer and switch of radio cables on fourteen lines, in memory or on the first bank of a kernel that has one. */
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
    'rf-switch-to-1': { offset: 10 },
    'rf-switch-to-2': { offset: 11 },
    'rf-switch-at-1': { offset: 12 },
    'rf-switch-at-2': { offset: 13 },
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
    // Coils by a driver stage; tell-tales pull their pins to ground.
    'rf-switch-to-1': { offset: 22 },
    'rf-switch-to-2': { offset: 23 },
    'rf-switch-at-1': { offset: 24, activeLow: true },
    'rf-switch-at-2': { offset: 25, activeLow: true },
  },
}

/** Every board that a train's configuration may name. */
export const boards: Readonly<Record<string, GpioPinMap>> = { desk, 'cm4-carrier': cm4Carrier }
