import { virtualDish, virtualEasycomm2Dish } from './dish.ts'
import { virtualGs232Dish } from './dish-gs232.ts'
import type { DishOptions, VirtualDish } from './dish-mount.ts'
import { virtualRot2progDish } from './dish-rot2prog.ts'
import { virtualRotctldDish } from './dish-rotctld.ts'
import { virtualStepperDish } from './dish-stepper.ts'

/** The virtual mount of each rotator driver, by the driver's name. */
export const virtualDishes: Readonly<Record<string, (options: DishOptions) => VirtualDish>> = {
  easycomm2: virtualEasycomm2Dish,
  easycomm3: virtualDish,
  gs232a: virtualGs232Dish('A'),
  gs232b: virtualGs232Dish('B'),
  rot2prog: virtualRot2progDish,
  rotctld: virtualRotctldDish,
  stepper: virtualStepperDish,
  'stepper-johnny-five': virtualStepperDish,
}
