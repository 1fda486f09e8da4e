namespace Clearsight.Storage;

/// <summary>Tells a disk that is full, or can only be read, from our own mistakes with files.</summary>
public static class DiskOutage
{
    /// <summary>Linux's numbers, which the runtime keeps: ENOSPC, EROFS and EDQUOT.</summary>
    public const int NoSpaceLeft = 28;

    /// <inheritdoc cref="NoSpaceLeft"/>
    public const int ReadOnly = 30;

    private const int QuotaExceeded = 122;

    /// <summary>Looks through the whole chain.</summary>
    public static bool IsCauseOf(Exception? exception) => exception switch
    {
        null => false,
        IOException or UnauthorizedAccessException when exception.HResult is NoSpaceLeft or ReadOnly or QuotaExceeded => true,
        _ => IsCauseOf(exception.InnerException),
    };
}
