import { sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAllowedLink } from '../../../main/desktop/allowed-link.ts';
import { pagePath } from '../../../main/desktop/page-path.ts';

test('addresses of the provider are opened', () => {
  expect(isAllowedLink('https://platform.openai.com/settings/organization/billing/overview')).toBe(true);
  expect(isAllowedLink('https://status.openai.com/')).toBe(true);
});

test.each([
  'http://platform.openai.com/',
  'https://platform.openai.com.evil.example/',
  'https://evil.example/?https://platform.openai.com',
  'https://user:word@platform.openai.com/',
  'https://user@platform.openai.com/',
  'https://platform.openai.com:8443/',
  'https://platform.openai.com@evil.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'lectern://app/',
  '//platform.openai.com/',
  'not an address',
  '',
])('an address that is not exactly one of those is not opened: %s', (address) => {
  expect(isAllowedLink(address)).toBe(false);
});

describe('pages of the app', () => {
  const folder = ['', 'app', 'renderer'].join(sep);

  test('an address names a file in the folder of the pages', () => {
    expect(pagePath(folder, 'lectern://app/')).toBe(`${folder}${sep}index.html`);
    expect(pagePath(folder, 'lectern://app/assets/a%20b.js?x=1#y')).toBe(
      [folder, 'assets', 'a b.js'].join(sep),
    );
  });

  test.each([
    'lectern://app/..%2f..%2fsecrets.json',
    'lectern://app/%2e%2e/%2e%2e/etc/passwd%2f..%2f..%2f..',
    'lectern://app/..%5c..%5csecrets.json',
    'lectern://app/index.html%00.png',
    'lectern://app/%zz',
    'lectern://media/index.html',
    'file:///etc/passwd',
    'https://app/index.html',
    'nonsense',
  ])('an address that leads elsewhere names nothing: %s', (address) => {
    const path = pagePath(folder, address);
    expect(path === null || path.startsWith(`${folder}${sep}`)).toBe(true);
    expect(path ?? '').not.toContain('secrets');
  });
});
