-- AlterTable
ALTER TABLE "Invite" ADD COLUMN "createdBy" TEXT;
ALTER TABLE "Invite" ADD COLUMN "revokedAt" DATETIME;
ALTER TABLE "Invite" ADD COLUMN "uses" INTEGER;

-- AlterTable
ALTER TABLE "Study" ADD COLUMN "brightness" REAL;
ALTER TABLE "Study" ADD COLUMN "queuedFor" TEXT;
ALTER TABLE "Study" ADD COLUMN "reviewState" TEXT;

-- AlterTable
ALTER TABLE "User" ADD COLUMN "twoFactorEnabled" BOOLEAN DEFAULT false;

-- CreateTable
CREATE TABLE "NoteWord" (
    "studyId" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "receivedAt" DATETIME NOT NULL,

    PRIMARY KEY ("studyId", "word"),
    CONSTRAINT "NoteWord_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DayCount" (
    "kind" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    PRIMARY KEY ("kind", "model", "day", "key")
);

-- CreateTable
CREATE TABLE "Backfill" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "after" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "ApiClient" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "expiresAt" DATETIME,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "studyId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "attempts" INTEGER NOT NULL,
    "nextAttemptAt" DATETIME,
    "deliveredAt" DATETIME,
    "lastProblem" TEXT
);

-- CreateTable
CREATE TABLE "AccountInvite" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tokenHash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "usedAt" DATETIME
);

-- CreateTable
CREATE TABLE "TwoFactor" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "secret" TEXT NOT NULL,
    "backupCodes" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "verified" BOOLEAN DEFAULT true,
    "failedVerificationCount" INTEGER DEFAULT 0,
    "lockedUntil" DATETIME,
    CONSTRAINT "TwoFactor_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "NoteWord_word_receivedAt_studyId_idx" ON "NoteWord"("word", "receivedAt" DESC, "studyId" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "ApiClient_tokenHash_key" ON "ApiClient"("tokenHash");

-- CreateIndex
CREATE INDEX "WebhookDelivery_deliveredAt_nextAttemptAt_idx" ON "WebhookDelivery"("deliveredAt", "nextAttemptAt");

-- CreateIndex
CREATE INDEX "WebhookDelivery_studyId_idx" ON "WebhookDelivery"("studyId");

-- CreateIndex
CREATE UNIQUE INDEX "AccountInvite_tokenHash_key" ON "AccountInvite"("tokenHash");

-- CreateIndex
CREATE INDEX "AccountInvite_createdAt_idx" ON "AccountInvite"("createdAt" DESC);

-- CreateIndex
CREATE INDEX "TwoFactor_secret_idx" ON "TwoFactor"("secret");

-- CreateIndex
CREATE INDEX "TwoFactor_userId_idx" ON "TwoFactor"("userId");

-- CreateIndex
CREATE INDEX "AdmittedPerson_admittedAt_idx" ON "AdmittedPerson"("admittedAt" DESC);

-- CreateIndex
CREATE INDEX "Invite_createdAt_id_idx" ON "Invite"("createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_person_receivedAt_id_idx" ON "Study"("person", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_model_receivedAt_id_idx" ON "Study"("model", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_code_receivedAt_id_idx" ON "Study"("code", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_reviewState_receivedAt_id_idx" ON "Study"("reviewState", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_queuedFor_receivedAt_id_idx" ON "Study"("queuedFor", "receivedAt" DESC, "id" DESC);

-- Studies from before have no words, counts and states yet: the program makes them, in steps.
INSERT INTO "Backfill" ("name", "after") SELECT 'dashboard', '' WHERE EXISTS (SELECT 1 FROM "Study");
