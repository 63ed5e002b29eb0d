import type { BeamController } from '../../../drivers/antenna/antenna.ts'
import type { Rotator } from '../../../drivers/rotator/rotator.ts'
import type { Direction, Mounting } from '../../domain/frames.ts'
import type { AimAction, Pointer } from '../../plan/aim.ts'

type Aim = Extract<AimAction, { do: 'aim' }>

/** A beam or a mount that tracking aims: its limits, its last reading, and how it is told. */
export interface AimedPointer {
  readonly limits: Pointer
  /** In the pointer's own axes; absent until it was read. */
  readBack(): Direction | undefined
  /** Rejects with a TerminalError when the pointer did not take the aim. */
  aim(action: Aim): Promise<void>
  hold(): Promise<void>
}

/** A phased array: its answer to an aim says where the beam stands. */
export const arrayPointer = (
  beam: BeamController,
  limits: { elevationDeg: readonly [number, number] },
  mounting: Mounting,
): AimedPointer => {
  let readBack: Direction | undefined
  // An array comes up muted, and again after each loss of power.
  let isMuted = true
  beam.onStatus((status) => {
    readBack = status.beam
    isMuted = status.isMuted
  })
  const setMuted = async (wanted: boolean): Promise<void> => {
    if (isMuted === wanted) return
    isMuted = wanted
    await beam.mute(wanted)
  }
  return {
    limits: { kind: 'array', mounting, elevationDeg: limits.elevationDeg },
    readBack: () => readBack,
    aim: async ({ target }) => {
      await beam.aim(target)
      readBack = target
      await setMuted(false)
    },
    hold: () => setMuted(true),
  }
}

interface MountLimits {
  azimuthDeg: readonly [number, number]
  elevationDeg: readonly [number, number]
}

// chosen: below what the mounts here can do, so that their own ramps never saturate
const MAX_RATES = { azimuthDegPerS: 10, elevationDegPerS: 6 }

/** A mechanical dish: only what is read back counts. */
export const dishPointer = (rotator: Rotator, limits: MountLimits, mounting: Mounting): AimedPointer => {
  let readBack: Direction | undefined
  rotator.onStatus((status) => {
    readBack = status.position
  })
  return {
    limits: { kind: 'dish', mounting, ...limits, maxRateDegPerS: MAX_RATES },
    readBack: () => readBack,
    aim: (action) => rotator.point(action.target, action.pointer === 'dish' ? action.rates : undefined),
    hold: () => rotator.stop(),
  }
}
