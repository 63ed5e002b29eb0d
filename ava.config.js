export default {
  extensions: ['ts'],
  files: ['{hal,drivers,firmware,hardware,deploy,test}/**/*.test.ts'],
  nodeArguments: ['--disable-warning=ExperimentalWarning'],
  timeout: '2m',
  concurrency: 2,
  // serialport's add-on polls on the main thread's loop: in a worker thread it aborts the whole run.
  workerThreads: false,
}
