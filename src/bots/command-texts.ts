/** What the platforms' command menus say. Both show them before anybody has written, so they are in English. */
export const COMMAND_TEXTS = {
  start: 'What this bot does',
  help: 'What to send, and how',
  join: 'Redeem an invite code',
  xray: 'Read a frontal chest radiograph',
  picture: 'The film, as a picture file',
  furtherPicture: 'A further film',
  private: 'Only you see the answer (on unless you turn it off)',
  code: 'The invite code that you were given',
} as const
