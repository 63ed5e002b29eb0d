import type { KernelSensorDescriptor } from './vibration.ts'

/**
 * An accelerometer that the kernel drives (Industrial I/O), on I2C or SPI: `port: iio:NAME`, NAME as in its `name` attribute. With gyroscopes
 * in the same device they are read too. What its own filter passes is not known here: set its `…_3db_frequency` below half its rate.
 */
export const iio: KernelSensorDescriptor = {
  name: 'iio',
  manual: 'Linux kernel, Documentation/ABI/testing/sysfs-bus-iio; Documentation/iio/iio_devbuf.rst',
  maturity: 'twin',
  part: 'accelerometer',
  // EN 61373 ends at 150 Hz; more costs the processor and shows nothing that is judged.
  limits: { maxRateHz: 1000, validBandHz: [0.1, 500] },
}
