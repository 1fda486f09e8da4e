using MudBlazor;

namespace Clearsight.Api.Dashboard.Layout;

/// <summary>Colours and letters. Text on every background has a contrast of 4.5 at least (WCAG 2.2, AA); the letters are the system's own.</summary>
internal static class DashboardTheme
{
    private static readonly string[] Letters = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5cad",
            Secondary = "#0b5cad",
            Background = "#f4f6f8",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1f2328",
            DrawerBackground = "#ffffff",
            DrawerText = "#1f2328",
            DrawerIcon = "#4a5561",
            TextPrimary = "#1f2328",
            TextSecondary = "#535d68",
            TextDisabled = "#6b7580",
            ActionDefault = "#4a5561",
            ActionDisabled = "#6b7580",
            Success = "#1a7f37",
            Error = "#c0262d",
            Warning = "#8a5300",
            Info = "#0b5cad",
            LinesDefault = "#d9dee3",
            LinesInputs = "#78838e",
            TableLines = "#e3e7eb",
            Divider = "#d9dee3",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#7cb8f5",
            PrimaryContrastText = "#0b1a2a",
            Secondary = "#7cb8f5",
            SecondaryContrastText = "#0b1a2a",
            Background = "#0f1215",
            Surface = "#16191d",
            AppbarBackground = "#16191d",
            AppbarText = "#e6edf3",
            DrawerBackground = "#16191d",
            DrawerText = "#e6edf3",
            DrawerIcon = "#aab4be",
            TextPrimary = "#e6edf3",
            TextSecondary = "#a5afb9",
            TextDisabled = "#8a949e",
            ActionDefault = "#aab4be",
            ActionDisabled = "#8a949e",
            Success = "#4cc96d",
            SuccessContrastText = "#0b1a10",
            Error = "#ff8f87",
            ErrorContrastText = "#2a0b0b",
            Warning = "#f0b44c",
            WarningContrastText = "#241a05",
            Info = "#7cb8f5",
            InfoContrastText = "#0b1a2a",
            LinesDefault = "#2c3238",
            LinesInputs = "#87919b",
            TableLines = "#262c32",
            Divider = "#2c3238",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "216px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Letters, FontSize = "0.9375rem", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Letters, TextTransform = "none", LetterSpacing = "normal", FontSize = "0.9375rem" },
        },
    };
}
