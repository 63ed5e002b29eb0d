import { double } from './double.ts'
import { predicted, reported } from './ordered.ts'
import { peers } from './peers.ts'
import type { SwitchCase } from './switch-case.ts'

/** Every case of `bench switch`, in the order in which they run and print. */
export const switchCases: readonly SwitchCase[] = [predicted, reported, double, peers]
