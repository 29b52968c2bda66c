/** Endings of recordings. They only help to find files; what a file really is, is judged by its content. */
export const recordingEndings: readonly string[] = [
  ...['mp3', 'm4a', 'aac', 'wav', 'flac', 'ogg', 'oga', 'opus', 'wma'],
  ...['webm', 'mp4', 'm4v', 'mkv', 'mov', 'avi', 'wmv'],
];

/** Endings of transcripts that can be imported. */
export const transcriptEndings: readonly string[] = ['txt', 'md', 'srt', 'vtt', 'json'];
