import { afterEach, describe, expect, test } from 'vitest';
import type { Range, SchedulesParams, SchedulesResult } from '#protocol';
import { schedulesRequest, showScheduleCommand } from '#protocol';
import { TestClient } from '../testing/lsp.ts';

const uri = 'file:///w/p/a.go';
const other = 'file:///w/p/b.go';

const early = `package p

func fetch(ok bool) int {
	result := make(chan int)
	go send(result)
	if !ok {
		return 0
	}
	return <-result
}
`;
const send = `package p

func send(to chan int) {
	to <- 1
}
`;
const whole: Range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

let client: TestClient;
afterEach(() => client?.dispose());

const ask = (params: Partial<SchedulesParams> = {}): Promise<SchedulesResult> =>
  client.connection.sendRequest(schedulesRequest, { uri: other, rule: null, range: whole, ...params });

describe('schedules', () => {
  test('have places in all files, as the documents are now', async () => {
    client = await TestClient.start({ disk: { [other]: send } });
    await client.open(uri, early);
    await client.change(uri, { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, '\n\n');
    const [{ rule, message, range, schedule }, ...others] = await ask();
    expect(others).toEqual([]);
    expect(rule).toBe('channel-abandoned-sender');
    expect(message).toContain('wait for ever');
    expect(range.start).toEqual({ line: 3, character: 1 });
    expect(schedule.lanes).toEqual([
      { name: 'fetch', start: null, end: 'ended' },
      {
        name: 'goroutine send',
        start: { uri, range: { start: { line: 6, character: 1 }, end: { line: 6, character: 16 } } },
        end: 'blocked',
      },
    ]);
    expect(
      schedule.steps.map(({ place, source }) => `${place.uri}:${place.range.start.line} ${source}`),
    ).toEqual([`${uri}:6 go send(result)`, `${uri}:7 if !ok {`, `${uri}:8 return 0`, `${other}:3 to <- 1`]);
    expect(schedule.steps[1]).toMatchObject({
      kind: 'condition',
      text: 'suppose that ok does not hold',
      isFree: true,
    });
  });

  test('are those of a rule, in a range; none where the finding is gone', async () => {
    client = await TestClient.start({ disk: { [other]: send } });
    await client.open(uri, early);
    expect(await ask({ rule: 'channel-double-send' })).toEqual([]);
    expect(await ask({ rule: 'channel-abandoned-sender' })).toHaveLength(1);
    const first = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    expect(await ask({ range: first })).toEqual([]);
    await client.change(uri, { start: { line: 3, character: 24 }, end: { line: 3, character: 24 } }, ', 1');
    expect(await ask()).toEqual([]);
  });

  test('are offered where a finding has one, to clients that show them', async () => {
    client = await TestClient.start({
      disk: { [other]: send },
      initializationOptions: { showsSchedules: true },
    });
    await client.open(uri, early);
    await client.open(other, send);
    const [diagnostic] = await client.diagnostics(other);
    expect(diagnostic.data).toEqual({ hasSchedule: true });
    const actions = await client.codeActions(other, diagnostic.range, ['quickfix']);
    expect(actions.find(({ title }) => title === 'Show how this happens')).toMatchObject({
      kind: 'quickfix',
      command: {
        command: showScheduleCommand,
        arguments: [other, 'channel-abandoned-sender', diagnostic.range],
      },
    });
    client.dispose();
    client = await TestClient.start({ disk: { [uri]: early, [other]: send } });
    await client.open(other, send);
    expect((await client.diagnostics(other))[0].data).toBeUndefined();
    const titles = (await client.codeActions(other, diagnostic.range, ['quickfix'])).map(
      ({ title }) => title,
    );
    expect(titles).not.toContain('Show how this happens');
  });
});
