import { double } from './double.ts'
import { flapping } from './flapping.ts'
import { hour } from './hour.ts'
import { measured } from './measured.ts'
import { predicted, reported } from './ordered.ts'
import { peers } from './peers.ts'
import type { SwitchCase } from './switch-case.ts'
import { cablePulled, modemReport } from './whole-run.ts'

/** Every case of `bench switch`, in the order in which they run and print. */
export const switchCases: readonly SwitchCase[] = [
  predicted,
  reported,
  modemReport,
  cablePulled,
  ...measured,
  double,
  flapping,
  hour,
  peers,
]
