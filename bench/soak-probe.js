'use strict';

/**
 * Loaded into the emulator by `npm run soak` (node --expose-gc --require): appends what it has in memory behind a garbage
 * collection, and how late its event loop was, to the file SOAK_FIGURES, a line of JSON every SOAK_FIGURES_MS.
 */

const { appendFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { getHeapSpaceStatistics } = require('node:v8');

const delays = monitorEventLoopDelay({ resolution: 10 });
delays.enable();

setInterval(() => {
  const [late, longest] = [delays.percentile(99) / 1e6, delays.max / 1e6];
  global.gc();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const held = heapUsed - readCode() + arrayBuffers;
  appendFileSync(process.env.SOAK_FIGURES, `${JSON.stringify({ held, rss, late, longest })}\n`);
  // The delay of this collection is our own doing, and is seen only with the next tick.
  setTimeout(() => delays.reset(), 100).unref();
}, Number(process.env.SOAK_FIGURES_MS)).unref();

/** Bytes of machine code: V8 makes more of it for as long as functions become hot, and that is no leak. */
function readCode() {
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => name.startsWith('code'));
  return spaces.reduce((sum, { space_used_size: used }) => sum + used, 0);
}
