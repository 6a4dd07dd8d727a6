import { defineConfig } from 'prisma/config'

// For Prisma's own tools. The program itself opens the database by src/store/open-database.ts.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
})
