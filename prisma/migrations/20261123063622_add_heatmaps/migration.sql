-- AlterTable
ALTER TABLE "Study" ADD COLUMN "checked" BOOLEAN;
ALTER TABLE "Study" ADD COLUMN "heatmapMs" REAL;
ALTER TABLE "Study" ADD COLUMN "heatmapSha256" TEXT;
ALTER TABLE "Study" ADD COLUMN "precision" TEXT;
ALTER TABLE "Study" ADD COLUMN "turns" TEXT;

-- CreateIndex
CREATE INDEX "Study_heatmapSha256_idx" ON "Study"("heatmapSha256");
