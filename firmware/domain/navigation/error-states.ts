/**
 * Where each error state of the train's filter stands in its vectors and its covariance. North, east and up of the
 * position; speed along the body; heading, pitch and roll; biases of gyroscopes and accelerometers, and how the
 * gyroscopes' follow the temperature; the odometer's scale; the error of the receiver's position, which lasts for
 * minutes; the age of a fix beyond what is expected; and, while no motion part measures them, turn rate and
 * acceleration. Metres, m/s, rad, rad/s, m/s², rad/s/°C, 1, m, s, rad/s, m/s².
 */
export const errorState = {
  north: 0,
  east: 1,
  up: 2,
  speed: 3,
  heading: 4,
  pitch: 5,
  roll: 6,
  gyroBiasX: 7,
  gyroBiasY: 8,
  gyroBiasZ: 9,
  forceBiasX: 10,
  forceBiasY: 11,
  gyroSlopeX: 12,
  gyroSlopeY: 13,
  gyroSlopeZ: 14,
  odometerScale: 15,
  fixNorth: 16,
  fixEast: 17,
  fixUp: 18,
  fixAge: 19,
  steady: 20,
  turn: 21,
  acceleration: 22,
} as const

export const ERROR_STATES = 23
