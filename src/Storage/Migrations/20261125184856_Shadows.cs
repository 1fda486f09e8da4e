using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clearsight.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Shadows : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Gate",
                table: "Selections",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Shadows",
                columns: table => new
                {
                    Task = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    ModelName = table.Column<string>(type: "TEXT", nullable: false),
                    ModelVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Share = table.Column<double>(type: "REAL", nullable: false),
                    Since = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Shadows", x => x.Task);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Shadows");

            migrationBuilder.DropColumn(
                name: "Gate",
                table: "Selections");
        }
    }
}
