-- CreateIndex
CREATE INDEX "NoteWord_receivedAt_idx" ON "NoteWord"("receivedAt");
