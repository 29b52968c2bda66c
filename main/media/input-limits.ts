/** Name under which the engine sees the recording. Its real name never reaches FFmpeg. */
export const INPUT_NAME = 'input';

/**
 * Containers of recordings. Everything else FFmpeg could open is refused: playlists and scripts (HLS, DASH, concat,
 * SDP) can name other files, and image sequences, subtitles and raw codecs make FFmpeg see sound in arbitrary bytes.
 */
const CONTAINERS = [
  ...[
    'aac',
    'ac3',
    'aiff',
    'amr',
    'ape',
    'asf',
    'au',
    'avi',
    'caf',
    'dsf',
    'eac3',
    'flac',
    'flv',
    'matroska',
    'mov',
  ],
  ...['mp3', 'mpeg', 'mpegts', 'nut', 'ogg', 'rm', 'tta', 'voc', 'w64', 'wav', 'wv'],
];

/**
 * Options that must stand before every recording: no protocol but the engine's own memory file system, in which only
 * the recording and its outputs exist; known containers only; and a bounded search for the streams.
 */
export const INPUT_LIMITS: readonly string[] = [
  ...['-protocol_whitelist', 'file'],
  ...['-format_whitelist', CONTAINERS.join(',')],
  ...['-probesize', '20000000', '-analyzeduration', '20000000'],
];
