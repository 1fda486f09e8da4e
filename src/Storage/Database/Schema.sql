CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

BEGIN TRANSACTION;
CREATE TABLE "IdempotencyKeys" (
    "Scope" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "PayloadDigest" TEXT NOT NULL,
    "ResourceId" TEXT NOT NULL,
    "Answer" TEXT NULL,
    "StartedAt" TEXT NOT NULL,
    CONSTRAINT "PK_IdempotencyKeys" PRIMARY KEY ("Scope", "Key")
);

CREATE TABLE "Jobs" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Jobs" PRIMARY KEY,
    "Recipe" TEXT NOT NULL,
    "Task" TEXT NOT NULL,
    "Network" TEXT NOT NULL,
    "Dataset" TEXT NOT NULL,
    "Hyperparameters" TEXT NOT NULL,
    "BaseModelName" TEXT NULL,
    "BaseModelVersion" INTEGER NULL,
    "TargetName" TEXT NOT NULL,
    "Select" TEXT NOT NULL,
    "After" TEXT NULL,
    "Status" TEXT NOT NULL,
    "PauseRequested" INTEGER NOT NULL,
    "Attempt" INTEGER NOT NULL,
    "Worker" TEXT NULL,
    "LastWorker" TEXT NULL,
    "CreatedAt" TEXT NOT NULL,
    "StartedAt" TEXT NULL,
    "FinishedAt" TEXT NULL,
    "Progress" TEXT NULL,
    "Metrics" TEXT NOT NULL,
    "Best" TEXT NULL,
    "StoppedEarly" INTEGER NOT NULL,
    "ModelName" TEXT NULL,
    "ModelVersion" INTEGER NULL,
    "Problem" TEXT NULL,
    "EventSequence" INTEGER NOT NULL,
    "RowVersion" INTEGER NOT NULL
);

CREATE TABLE "ModelNames" (
    "Name" TEXT NOT NULL CONSTRAINT "PK_ModelNames" PRIMARY KEY,
    "LastVersion" INTEGER NOT NULL
);

CREATE TABLE "Selections" (
    "Sequence" INTEGER NOT NULL CONSTRAINT "PK_Selections" PRIMARY KEY AUTOINCREMENT,
    "Task" TEXT NOT NULL,
    "ModelName" TEXT NOT NULL,
    "ModelVersion" INTEGER NOT NULL,
    "Since" TEXT NOT NULL,
    "By" TEXT NOT NULL,
    "Previous" INTEGER NULL
);

CREATE TABLE "JobEvents" (
    "JobId" TEXT NOT NULL,
    "Sequence" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Epoch" INTEGER NULL,
    "Payload" TEXT NOT NULL,
    CONSTRAINT "PK_JobEvents" PRIMARY KEY ("JobId", "Sequence"),
    CONSTRAINT "FK_JobEvents_Jobs_JobId" FOREIGN KEY ("JobId") REFERENCES "Jobs" ("Id") ON DELETE CASCADE
);

CREATE TABLE "JobLog" (
    "Sequence" INTEGER NOT NULL CONSTRAINT "PK_JobLog" PRIMARY KEY AUTOINCREMENT,
    "JobId" TEXT NOT NULL,
    "At" TEXT NOT NULL,
    "Level" TEXT NOT NULL,
    "Message" TEXT NOT NULL,
    CONSTRAINT "FK_JobLog_Jobs_JobId" FOREIGN KEY ("JobId") REFERENCES "Jobs" ("Id") ON DELETE CASCADE
);

CREATE TABLE "JobMetrics" (
    "JobId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Epoch" INTEGER NOT NULL,
    "Step" INTEGER NOT NULL,
    "Value" REAL NOT NULL,
    "At" TEXT NOT NULL,
    CONSTRAINT "PK_JobMetrics" PRIMARY KEY ("JobId", "Key", "Epoch", "Step"),
    CONSTRAINT "FK_JobMetrics_Jobs_JobId" FOREIGN KEY ("JobId") REFERENCES "Jobs" ("Id") ON DELETE CASCADE
);

CREATE TABLE "JobTags" (
    "JobId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Value" TEXT NOT NULL,
    CONSTRAINT "PK_JobTags" PRIMARY KEY ("JobId", "Key"),
    CONSTRAINT "FK_JobTags_Jobs_JobId" FOREIGN KEY ("JobId") REFERENCES "Jobs" ("Id") ON DELETE CASCADE
);

CREATE TABLE "ModelVersions" (
    "Name" TEXT NOT NULL,
    "Version" INTEGER NOT NULL,
    "Digest" TEXT NOT NULL,
    "SizeBytes" INTEGER NOT NULL,
    "Task" TEXT NOT NULL,
    "JobId" TEXT NULL,
    "ParentName" TEXT NULL,
    "ParentVersion" INTEGER NULL,
    "Files" TEXT NOT NULL,
    "Manifest" TEXT NOT NULL,
    CONSTRAINT "PK_ModelVersions" PRIMARY KEY ("Name", "Version"),
    CONSTRAINT "FK_ModelVersions_ModelNames_Name" FOREIGN KEY ("Name") REFERENCES "ModelNames" ("Name") ON DELETE RESTRICT
);

CREATE INDEX "IX_IdempotencyKeys_StartedAt" ON "IdempotencyKeys" ("StartedAt");

CREATE INDEX "IX_JobLog_JobId_Sequence" ON "JobLog" ("JobId", "Sequence");

CREATE INDEX "IX_JobTags_Key_Value" ON "JobTags" ("Key", "Value");

CREATE INDEX "IX_Jobs_After" ON "Jobs" ("After");

CREATE INDEX "IX_Jobs_Network_Status" ON "Jobs" ("Network", "Status");

CREATE INDEX "IX_Jobs_Status" ON "Jobs" ("Status");

CREATE UNIQUE INDEX "IX_ModelVersions_JobId" ON "ModelVersions" ("JobId");

CREATE INDEX "IX_ModelVersions_ParentName_ParentVersion" ON "ModelVersions" ("ParentName", "ParentVersion");

CREATE INDEX "IX_Selections_Task_Sequence" ON "Selections" ("Task", "Sequence");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261124064820_Initial', '10.0.15');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Jobs" ADD "Parent" TEXT NULL;

ALTER TABLE "Jobs" ADD "Parts" TEXT NULL;

CREATE TABLE "DeletedModels" (
    "Name" TEXT NOT NULL,
    "Digest" TEXT NOT NULL,
    CONSTRAINT "PK_DeletedModels" PRIMARY KEY ("Name", "Digest")
);

CREATE INDEX "IX_Jobs_Parent" ON "Jobs" ("Parent");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261124143332_Reports', '10.0.15');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Selections" ADD "Gate" TEXT NULL;

CREATE TABLE "Shadows" (
    "Task" TEXT NOT NULL CONSTRAINT "PK_Shadows" PRIMARY KEY,
    "ModelName" TEXT NOT NULL,
    "ModelVersion" INTEGER NOT NULL,
    "Share" REAL NOT NULL,
    "Since" TEXT NOT NULL
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261125184856_Shadows', '10.0.15');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Jobs" ADD "NotBefore" TEXT NULL;

ALTER TABLE "Jobs" ADD "Priority" TEXT NOT NULL DEFAULT 'normal';

ALTER TABLE "Jobs" ADD "Setbacks" INTEGER NOT NULL DEFAULT 0;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126014043_Scheduling', '10.0.15');

COMMIT;

BEGIN TRANSACTION;
DROP INDEX "IX_Jobs_Status";

CREATE INDEX "IX_Jobs_Status_Id" ON "Jobs" ("Status", "Id");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126024900_StatusOrder', '10.0.15');

COMMIT;

