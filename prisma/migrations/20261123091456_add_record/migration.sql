-- AlterTable
ALTER TABLE "Study" ADD COLUMN "note" TEXT;

-- CreateTable
CREATE TABLE "Review" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "studyId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "reviewer" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "agrees" BOOLEAN,
    "note" TEXT,
    "at" DATETIME NOT NULL,
    CONSTRAINT "Review_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "kind" TEXT NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT,
    "actorChannel" TEXT,
    "subject" TEXT,
    "details" TEXT NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "PersonAlias" (
    "channel" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "alias" TEXT NOT NULL,

    PRIMARY KEY ("channel", "person")
);

-- CreateTable
CREATE TABLE "InboxItem" (
    "channel" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "payload" BLOB,
    "progress" BLOB,
    "takenAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,

    PRIMARY KEY ("channel", "id")
);

-- CreateTable
CREATE TABLE "Preference" (
    "channel" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "language" TEXT NOT NULL,

    PRIMARY KEY ("channel", "person")
);

-- CreateTable
CREATE TABLE "AllowedPlace" (
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "allowedAt" DATETIME NOT NULL,

    PRIMARY KEY ("channel", "kind", "place")
);

-- CreateIndex
CREATE INDEX "Review_channel_reviewer_idx" ON "Review"("channel", "reviewer");

-- CreateIndex
CREATE INDEX "Review_at_idx" ON "Review"("at");

-- CreateIndex
CREATE UNIQUE INDEX "Review_studyId_channel_reviewer_key" ON "Review"("studyId", "channel", "reviewer");

-- CreateIndex
CREATE INDEX "AuditEvent_subject_seq_idx" ON "AuditEvent"("subject", "seq");

-- CreateIndex
CREATE INDEX "AuditEvent_kind_at_seq_idx" ON "AuditEvent"("kind", "at", "seq");

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_at_seq_idx" ON "AuditEvent"("actorId", "at", "seq");

-- CreateIndex
CREATE INDEX "AuditEvent_at_seq_idx" ON "AuditEvent"("at", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "PersonAlias_alias_key" ON "PersonAlias"("alias");

-- CreateIndex
CREATE INDEX "InboxItem_channel_finishedAt_takenAt_idx" ON "InboxItem"("channel", "finishedAt", "takenAt");

-- CreateIndex
CREATE INDEX "InboxItem_takenAt_idx" ON "InboxItem"("takenAt");

-- CreateIndex
CREATE INDEX "Study_channel_person_receivedAt_id_idx" ON "Study"("channel", "person", "receivedAt" DESC, "id" DESC);
