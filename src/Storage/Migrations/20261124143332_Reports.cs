using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clearsight.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Reports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Parent",
                table: "Jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Parts",
                table: "Jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DeletedModels",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Digest = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeletedModels", x => new { x.Name, x.Digest });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Jobs_Parent",
                table: "Jobs",
                column: "Parent");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DeletedModels");

            migrationBuilder.DropIndex(
                name: "IX_Jobs_Parent",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Parent",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Parts",
                table: "Jobs");
        }
    }
}
