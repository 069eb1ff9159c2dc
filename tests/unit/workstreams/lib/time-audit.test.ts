import { describe, expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const audit = await shippedFunction('time-audit');

const WORK = [
  { text: 'Ticket triage', minutes: 30 },
  { text: 'ticket  TRIAGE!', minutes: 45 },
  { text: 'status meeting', minutes: 60 },
];

describe('the numbers', () => {
  test('of a month', () => {
    expect(audit({ rows: WORK, rate: 100 })).toEqual({
      ...{ period: 'month', rows: 3, rowsWithoutMinutes: 0, missing: [] },
      time: {
        ...{ minutes: 135, hours: 2.25 },
        categories: [
          { category: 'ops', rows: 2, minutes: 75, hours: 1.25, sharePercent: 55.56 },
          { category: 'meetings', rows: 1, minutes: 60, hours: 1, sharePercent: 44.44 },
        ],
      },
      cost: { perPeriod: 225, perMonth: 225, perYear: 2700 },
      friction: {
        ...{ basis: 'rows', sharePercent: 66.67, avoidablePercent: 60 },
        recurring: [{ text: 'Ticket triage', rows: 2, minutes: 75 }],
      },
      scenario: { recoveredHours: 1.35, saved: { perPeriod: 135, perMonth: 135, perYear: 1620 } },
    });
  });

  test('of a week: 52 of them are a year', () => {
    expect(audit({ rows: WORK, rate: 100, period: 'week' })).toMatchObject({
      cost: { perPeriod: 225, perMonth: 975, perYear: 11_700 },
      scenario: { saved: { perYear: 7020 } },
    });
  });

  test('of a day and of a year', () => {
    expect(audit({ rows: WORK, rate: 100, period: 'day' })).toMatchObject({ cost: { perYear: 49_500 } });
    expect(audit({ rows: WORK, rate: 100, period: 'year' })).toMatchObject({ cost: { perYear: 225, perMonth: 18.75 } });
  });

  test('by minutes, with a cap of 100', () => {
    expect(audit({ rows: WORK, rate: 100, basis: 'minutes', cap: 100 })).toMatchObject({
      friction: { sharePercent: 55.56, avoidablePercent: 69.44 },
      scenario: { recoveredHours: 1.56, saved: { perPeriod: 156.25, perYear: 1875 } },
    });
  });

  test('50 minutes at 100 an hour cost 83.33: hours are not rounded before', () => {
    expect(audit({ rows: [{ text: 'a', minutes: 50 }], rate: 100 })).toMatchObject({
      cost: { perPeriod: 83.33, perYear: 1000 },
    });
  });
});

describe('what is not there', () => {
  test('a rate: no cost, and it is missing', () => {
    expect(audit({ rows: WORK })).toMatchObject({ cost: null, scenario: { saved: null }, missing: ['rate'] });
  });

  test('a time that could be read: the row does not count, and that is said', () => {
    const rows = [...WORK, { text: 'Ticket triage', minutes: null }];
    expect(audit({ rows, rate: 100 })).toMatchObject({
      ...{ rows: 4, rowsWithoutMinutes: 1, missing: ['minutes'] },
      time: { minutes: 135 },
      friction: { sharePercent: 66.67 },
    });
  });

  test('rows at all', () => {
    expect(audit({ rows: [], rate: 100 })).toMatchObject({
      ...{ missing: ['rows'], time: { minutes: 0, categories: [] } },
      friction: { sharePercent: 0 },
    });
  });
});

test('a category is what the row says, else what a whole word of it says', () => {
  const rows = [
    { text: 'Send email', minutes: 1 },
    { text: 'Recall the plan', minutes: 2 },
    { text: 'call', category: 'sales', minutes: 3 },
  ];
  expect(audit({ rows })).toMatchObject({
    time: { categories: [{ category: 'sales' }, { category: 'other' }, { category: 'writing' }] },
  });
});
