import { expect, test } from 'vitest';
import { FormatError } from '../errors.ts';
import { parseMetrics } from './parse.ts';

test('gauges, counters with labels and times, histograms', () => {
  const { families } = parseMetrics(
    '# HELP go_goroutines Number of goroutines \\\\ that\\nexist.\n# TYPE go_goroutines gauge\ngo_goroutines 63\n' +
      '# TYPE http_requests_total counter\nhttp_requests_total{method="post",path="a\\"b\\\\c\\nd",} 1027 1395066363000\n' +
      '# TYPE go_sched_latencies_seconds histogram\ngo_sched_latencies_seconds_bucket{le="+Inf"} 3\n' +
      'go_sched_latencies_seconds_sum 1.5e-05\ngo_sched_latencies_seconds_count 3\n' +
      'odd NaN\r\n other{__proto__="x"} -Inf\n',
  );
  expect(families).toEqual([
    {
      name: 'go_goroutines',
      type: 'gauge',
      help: 'Number of goroutines \\ that\nexist.',
      unit: '',
      samples: [{ name: 'go_goroutines', labels: {}, value: 63 }],
    },
    {
      name: 'http_requests_total',
      type: 'counter',
      help: '',
      unit: '',
      samples: [
        {
          name: 'http_requests_total',
          labels: { method: 'post', path: 'a"b\\c\nd' },
          value: 1027,
          timeMs: 1395066363000,
        },
      ],
    },
    {
      name: 'go_sched_latencies_seconds',
      type: 'histogram',
      help: '',
      unit: '',
      samples: [
        { name: 'go_sched_latencies_seconds_bucket', labels: { le: '+Inf' }, value: 3 },
        { name: 'go_sched_latencies_seconds_sum', labels: {}, value: 1.5e-5 },
        { name: 'go_sched_latencies_seconds_count', labels: {}, value: 3 },
      ],
    },
    {
      name: 'odd',
      type: 'untyped',
      help: '',
      unit: '',
      samples: [{ name: 'odd', labels: {}, value: Number.NaN }],
    },
    {
      name: 'other',
      type: 'untyped',
      help: '',
      unit: '',
      samples: [
        { name: 'other', labels: Object.fromEntries([['__proto__', 'x']]), value: Number.NEGATIVE_INFINITY },
      ],
    },
  ]);
});

test('OpenMetrics: seconds, units, quoted names, exemplars', () => {
  const { families } = parseMetrics(
    '# TYPE rpc counter\n# UNIT rpc seconds\nrpc_total{a="b"} 17 1520879607.789 # {trace="1"} 0.67\n{"odd.name",x="y"} 1\n# EOF\n',
  );
  expect(families[0]).toMatchObject({
    type: 'counter',
    unit: 'seconds',
    samples: [{ name: 'rpc_total', value: 17, timeMs: 1520879607789 }],
  });
  expect(families[1].samples[0]).toEqual({ name: 'odd.name', labels: { x: 'y' }, value: 1 });
});

test.each(['a{b="c} 1', 'a{b} 1', 'a', 'a x', 'a 1 2 3', '{} 1', 'a{b="c"d="e"} 1'])(
  'refused: %s',
  (line) => {
    expect(() => parseMetrics(`ok 1\n${line}\n`)).toThrow(FormatError);
  },
);
