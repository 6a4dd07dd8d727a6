-- CreateTable
CREATE TABLE "Study" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "reference" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "chat" TEXT,
    "receivedAt" DATETIME NOT NULL,
    "sha256" TEXT,
    "bytes" INTEGER,
    "recompressed" BOOLEAN,
    "answeredAt" DATETIME,
    "deliveredAt" DATETIME,
    "pictureErasedAt" DATETIME,
    "outcome" TEXT,
    "label" TEXT,
    "scoreCovid" REAL,
    "scoreNormal" REAL,
    "scorePneumonia" REAL,
    "threshold" REAL,
    "code" TEXT,
    "format" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "pixelsSha256" TEXT,
    "model" TEXT,
    "backend" TEXT,
    "preprocessing" TEXT,
    "queueMs" REAL,
    "decodeMs" REAL,
    "classifyMs" REAL
);

-- CreateTable
CREATE TABLE "Invite" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "codeHash" TEXT NOT NULL,
    "usesLeft" INTEGER NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "AdmittedPerson" (
    "channel" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "admittedAt" DATETIME NOT NULL,

    PRIMARY KEY ("channel", "person")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "role" TEXT,
    "banned" BOOLEAN DEFAULT false,
    "banReason" TEXT,
    "banExpires" DATETIME
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "expiresAt" DATETIME NOT NULL,
    "token" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL,
    "impersonatedBy" TEXT,
    CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" DATETIME,
    "refreshTokenExpiresAt" DATETIME,
    "scope" TEXT,
    "password" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "Study_receivedAt_id_idx" ON "Study"("receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_label_receivedAt_id_idx" ON "Study"("label", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_channel_receivedAt_id_idx" ON "Study"("channel", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_outcome_receivedAt_id_idx" ON "Study"("outcome", "receivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Study_answeredAt_receivedAt_idx" ON "Study"("answeredAt", "receivedAt");

-- CreateIndex
CREATE INDEX "Study_pictureErasedAt_receivedAt_idx" ON "Study"("pictureErasedAt", "receivedAt");

-- CreateIndex
CREATE INDEX "Study_sha256_idx" ON "Study"("sha256");

-- CreateIndex
CREATE INDEX "Study_reference_idx" ON "Study"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "Invite_codeHash_key" ON "Invite"("codeHash");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");
