using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clearsight.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Scheduling : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "NotBefore",
                table: "Jobs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Priority",
                table: "Jobs",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                // Jobs of before are of normal priority.
                defaultValue: "normal");

            migrationBuilder.AddColumn<int>(
                name: "Setbacks",
                table: "Jobs",
                type: "integer",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "NotBefore",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Setbacks",
                table: "Jobs");
        }
    }
}
