import { describe, expect, test } from 'vitest';
import { dumpLanguage, languageOf, raceLanguage, schedtraceLanguage } from './languages.ts';

describe('what a text starts as', () => {
  test.each([
    ['goroutine 7 [chan send, 2 minutes]:\nmain.f()', dumpLanguage],
    ['\n\ngoroutine 1 gp=0xc000002380 m=0 mp=0x5f [running]:', dumpLanguage],
    ['goroutine profile: total 12\n3 @ 0x1 0x2', dumpLanguage],
    ['panic: boom\n\ngoroutine 1 [running]:\nmain.main()', dumpLanguage],
    ['fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select]:', dumpLanguage],
    ['==================\nWARNING: DATA RACE\nWrite at 0x1 by goroutine 7:', raceLanguage],
    ['WARNING: DATA RACE', raceLanguage],
    ['SCHED 0ms: gomaxprocs=2 idleprocs=1', schedtraceLanguage],
    ['panic: a word that a person wrote', null],
    ['2026-01-01 started\ngoroutine 7 [running]:', null],
    ['==================\nResults', null],
    ['goroutine profile', null],
    ['', null],
  ])('%j', (text, language) => expect(languageOf(text.split('\n'))).toBe(language));
});
