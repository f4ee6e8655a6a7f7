-- CreateIndex
CREATE INDEX "Run_workspaceId_revision_idx" ON "Run"("workspaceId", "revision");
