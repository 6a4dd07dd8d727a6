/** Characters of a password: long enough to need no other rule, short enough to hash. */
export const PASSWORD_LENGTH = { least: 12, most: 128 } as const
