import { createServer, type RequestListener, type Server } from 'node:http';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createOpenAiModels } from '../../../main/providers/openai-models.ts';
import { isLocalHost } from '../../../main/providers/provider-access.ts';
import { createReachability } from '../../../main/providers/reachability.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { ALWAYS, connectionTo, NOW, simulatorFor } from './provider-kit.ts';

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function serverThat(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listen(server);
  onTestFinished(() => server.closeAllConnections());
  return `http://127.0.0.1:${port}/v1`;
}

/** A key and a certificate made by the system's openssl. */
async function selfSigned(): Promise<{ key: Buffer; certificate: Buffer }> {
  const folder = temporaryFolder();
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-days', '2'];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', key, '-out', certificate, ...subject],
  ]);
  return { key: await readFile(key), certificate: await readFile(certificate) };
}

async function closedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a server that cannot be reached', () => {
  test('on this machine is unreachable, never offline, and no other host is asked', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/v1`;
    let asked = 0;
    const connection = connectionTo(
      { url },
      {
        otherHostsAnswer: () => {
          asked += 1;
          return Promise.resolve(false);
        },
      },
    );
    const failure = await rejectionOf(createOpenAiModels(connection).list(ALWAYS));
    expect(failure).toMatchObject({ code: 'PROVIDER_UNREACHABLE', class: 'offline', scope: 'provider' });
    expect(asked).toBe(0);
  });

  test('by name is unreachable while other hosts answer', async () => {
    const url = 'https://nowhere.invalid/v1';
    const connection = connectionTo({ url }, { otherHostsAnswer: () => Promise.resolve(true) });
    const failure = await rejectionOf(createOpenAiModels(connection).list(ALWAYS));
    expect(failure).toMatchObject({ code: 'PROVIDER_UNREACHABLE', class: 'offline' });
    expect(failure.message).toContain('nowhere.invalid');
  });

  test('by name is offline while no other host answers', async () => {
    const url = 'https://nowhere.invalid/v1';
    const connection = connectionTo({ url }, { otherHostsAnswer: () => Promise.resolve(false) });
    const failure = await rejectionOf(createOpenAiModels(connection).list(ALWAYS));
    expect(failure).toMatchObject({ code: 'OFFLINE', class: 'offline', scope: 'provider' });
  });
});

describe('a server that is no such server', () => {
  test('redirects are not followed', async () => {
    let elsewhere = 0;
    const other = await serverThat((_request, response) => {
      elsewhere += 1;
      response.end('{}');
    });
    const url = await serverThat((_request, response) => response.writeHead(307, { location: other }).end());
    const failure = await rejectionOf(createOpenAiModels(connectionTo({ url })).list(ALWAYS));
    expect(failure).toMatchObject({ code: 'ANSWER_NOT_API', class: 'offline' });
    expect(elsewhere).toBe(0);
  });

  test('404 without a word of a model means that the address is wrong', async () => {
    const url = await serverThat((_request, response) => response.writeHead(404).end('404 page not found'));
    const failure = await rejectionOf(createOpenAiModels(connectionTo({ url })).list(ALWAYS));
    expect(failure).toMatchObject({ code: 'ENDPOINT_MISSING', class: 'needs-user', scope: 'provider' });
    expect(failure.remedy.target).toBe('provider.baseUrl');
  });

  test('an answer that is no JSON is broken', async () => {
    const url = await serverThat((_request, response) => response.end('OK'));
    const failure = await rejectionOf(createOpenAiModels(connectionTo({ url })).list(ALWAYS));
    expect(failure).toMatchObject({ code: 'ANSWER_BROKEN', class: 'retryable', mayBeBilled: true });
  });
});

test('a proxy that wants a password is named as such', async () => {
  const proxy = createServer();
  proxy.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${await listen(proxy)}`);
  vi.stubEnv('NO_PROXY', '');
  const connection = connectionTo({ url: 'https://nowhere.invalid/v1' });
  const failure = await rejectionOf(createOpenAiModels(connection).list(ALWAYS));
  expect(failure).toMatchObject({ code: 'PROXY_AUTH', class: 'needs-user', scope: 'provider' });
});

test('a certificate nobody vouches for is refused before anything is sent', async () => {
  const { key, certificate } = await selfSigned();
  let requests = 0;
  const server = createTlsServer({ key, cert: certificate }, () => (requests += 1));
  const port = await listen(server);
  const failure = await rejectionOf(
    createOpenAiModels(connectionTo({ url: `https://127.0.0.1:${port}/v1` })).list(ALWAYS),
  );
  expect(failure).toMatchObject({ code: 'CERTIFICATE_INVALID', class: 'needs-user', scope: 'provider' });
  expect(requests).toBe(0);
});

describe('special statuses', () => {
  const cases = [
    [402, {}, 'NO_CREDIT', 'needs-user'],
    [511, {}, 'ANSWER_NOT_API', 'offline'],
    [415, {}, 'REQUEST_REFUSED', 'fatal'],
    [422, {}, 'REQUEST_REFUSED', 'fatal'],
    [422, { 'x-should-retry': 'true' }, 'PROVIDER_ERROR', 'retryable'],
    [500, { 'x-should-retry': 'false' }, 'PROVIDER_ERROR', 'fatal'],
  ] as const;

  test.each(cases)('%i with %o is %s, %s', async (status, headers, code, failureClass) => {
    const url = await serverThat((_request, response) => response.writeHead(status, headers).end('{}'));
    const failure = await rejectionOf(createOpenAiModels(connectionTo({ url })).list(ALWAYS));
    expect(failure).toMatchObject({ code, class: failureClass });
  });

  test('a model that has ended says so', async () => {
    const body = { error: { message: 'The model `whisper-1` has been shut down.', code: 'model_not_found' } };
    const url = await serverThat((_request, response) => response.writeHead(404).end(JSON.stringify(body)));
    const failure = await rejectionOf(createOpenAiModels(connectionTo({ url })).list(ALWAYS));
    expect(failure).toMatchObject({ code: 'MODEL_SHUT_DOWN', class: 'needs-user' });
  });

  test('the reset time of a used up limit is when to come back', async () => {
    const headers = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '1m30s' };
    const url = await serverThat((_request, response) => response.writeHead(429, headers).end('{}'));
    const failure = await rejectionOf(createOpenAiModels(connectionTo({ url })).list(ALWAYS));
    expect(failure.retryAt).toBe(NOW + 90_000);
  });
});

describe('the list of models', () => {
  test('carries the day each one ends', async () => {
    const models = await createOpenAiModels(connectionTo(await simulatorFor())).list(ALWAYS);
    expect(models).toContainEqual({ id: 'whisper-1', shutdownDate: '2027-02-26' });
    expect(models).toContainEqual({ id: 'gpt-transcribe', shutdownDate: null });
  });

  test('can be asked of another server with another key', async () => {
    const simulator = await simulatorFor();
    const models = createOpenAiModels(connectionTo({ url: 'http://127.0.0.1:9/v1' }));
    const list = await models.list(ALWAYS, { apiKey: simulator.apiKey, baseUrl: simulator.url });
    expect(list.length).toBeGreaterThan(5);
  });

  test('leaves out entries that are no models', async () => {
    const body = JSON.stringify({ data: [{ id: 'a' }, null, { id: 3 }, 'b'] });
    const url = await serverThat((_request, response) => response.end(body));
    const list = await createOpenAiModels(connectionTo({ url })).list(ALWAYS);
    expect(list).toEqual([{ id: 'a', shutdownDate: null }]);
  });
});

describe('whether a server answers', () => {
  test('is true even when it refuses the key', async () => {
    const { url } = await simulatorFor();
    expect(await createOpenAiModels(connectionTo({ url, apiKey: 'sk-wrong' })).answers(ALWAYS)).toBe(true);
  });

  test('is false behind a closed port, a sign-in page and an error of its own', async () => {
    const closed = `http://127.0.0.1:${await closedPort()}/v1`;
    expect(await createOpenAiModels(connectionTo({ url: closed })).answers(ALWAYS)).toBe(false);
    const simulator = await simulatorFor();
    const models = createOpenAiModels(connectionTo(simulator));
    simulator.faults.add({ fault: { kind: 'captive-portal' } });
    expect(await models.answers(ALWAYS)).toBe(false);
    simulator.faults.add({ fault: { kind: 'server-error', status: 503 } });
    expect(await models.answers(ALWAYS)).toBe(false);
    expect(await models.answers(ALWAYS)).toBe(true);
  });
});

describe('whether other hosts answer', () => {
  test('is true when one landmark takes a connection', async () => {
    const open = await listen(createTcpServer());
    const landmarks = [await closedPort(), open].map((port) => ({ host: '127.0.0.1', port }));
    const reachability = createReachability(
      () => landmarks,
      () => 500,
      () => NOW,
    );
    expect(await reachability.otherHostsAnswer(ALWAYS)).toBe(true);
  });

  test('is false when none does, and is asked again later', async () => {
    let now = NOW;
    const port = await closedPort();
    const reachability = createReachability(
      () => [{ host: '127.0.0.1', port }],
      () => 500,
      () => now,
    );
    expect(await reachability.otherHostsAnswer(ALWAYS)).toBe(false);
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    expect(await reachability.otherHostsAnswer(ALWAYS)).toBe(false);
    now += 6_000;
    expect(await reachability.otherHostsAnswer(ALWAYS)).toBe(true);
  });
});

test.each([
  ['http://127.0.0.1:8000/v1', true],
  ['http://localhost:8000', true],
  ['http://[::1]:8000', true],
  ['http://[fd12::1]:8000', true],
  ['http://10.1.2.3', true],
  ['http://172.20.0.1', true],
  ['http://192.168.1.10', true],
  ['http://speech-box', true],
  ['http://speech.local', true],
  ['https://api.openai.com/v1', false],
  ['http://172.32.0.1', false],
  ['http://11.0.0.1', false],
  ['no address', false],
])('%s is a local host: %s', (url, expected) => {
  expect(isLocalHost(url)).toBe(expected);
});
